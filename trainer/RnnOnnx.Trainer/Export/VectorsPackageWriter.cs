using System.Buffers.Binary;
using System.Security.Cryptography;
using RnnOnnx.Packages;
using RnnOnnx.Text;

namespace RnnOnnx.Trainer.Export;

/// <summary>
/// Writes word vectors into a zoo, beside the models that share them: in a temporary folder first, which the runtime must be able to open, and only
/// then in the place of the vectors that were there. The same contents give the same bytes.
/// </summary>
/// <param name="zooPath">The zoo's folder, created if needed.</param>
/// <param name="patience">How long to wait for another process that writes to it; null for ten minutes.</param>
public sealed class VectorsPackageWriter(string zooPath, TimeSpan? patience = null)
{
    private const string Prefix = "vectors-";
    private const string VectorsFile = "vectors.bin";
    private const string VocabularyFile = "vocab.txt";
    private readonly string zooPath = Path.GetFullPath(zooPath);
    private readonly TimeSpan patience = patience ?? TimeSpan.FromMinutes(10);

    /// <summary>Writes a package. Row 0 is padding, row 1 the mean of all vectors if asked for, and the words follow.</summary>
    /// <param name="id">The package's id and folder, such as <c>vectors-imdb-300</c>.</param>
    /// <param name="source">Where the vectors come from, in a sentence.</param>
    /// <param name="words">The words, without names of padding and unknown words.</param>
    /// <param name="vectors">Their vectors, <c>words x dimension</c> in row order.</param>
    /// <param name="element">How the numbers are stored.</param>
    /// <param name="withUnknown">Whether <see cref="Vocabulary.UnknownToken"/> gets a row: the mean of the words' vectors.</param>
    /// <returns>The package as the runtime reads it: a network that trains on its rows sees what users' texts will give, rounding included.</returns>
    /// <exception cref="ExportException">The contents contradict each other, a number cannot be stored, the folder cannot be written to, or another process still writes.</exception>
    public VectorsPackage Write(string id, string source, IReadOnlyList<string> words, ReadOnlySpan<float> vectors, VectorElement element, bool withUnknown)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(words);
        if (!id.StartsWith(Prefix, StringComparison.Ordinal))
        {
            throw new ExportException($"'{id}' could be a model's id, and its folder would be replaced; let the id of vectors start with '{Prefix}'.");
        }

        if (words.Count == 0 || vectors.Length == 0 || vectors.Length % words.Count != 0)
        {
            throw new ExportException($"{id}: {vectors.Length} numbers are no vectors of one length for {words.Count} words; give each word one vector.");
        }

        var dimension = vectors.Length / words.Count;
        var vocabulary = Vocabulary.FromTokens([Vocabulary.PaddingToken, .. withUnknown ? [Vocabulary.UnknownToken] : Array.Empty<string>(), .. words]);
        var content = Content(id, words, vectors, dimension, element, withUnknown);
        try
        {
            using var zoo = ZooFolder.Open(zooPath, patience);
            var temporary = zoo.CreateTemporary(id);
            try
            {
                DurableFile.Create(Path.Combine(temporary, VectorsFile), content);
                vocabulary.Save(Path.Combine(temporary, VocabularyFile));
                DurableFile.Flush(Path.Combine(temporary, VocabularyFile));
                using var manifest = new MemoryStream();
                PackageJson.WriteVectors(manifest, new VectorsManifest
                {
                    Format = VectorsManifest.CurrentFormat,
                    Id = id,
                    Source = source,
                    Dimension = dimension,
                    Count = vocabulary.Count,
                    Element = element,
                    PaddingRow = true,
                    UnknownRow = withUnknown,
                    Vectors = Describe(temporary, VectorsFile),
                    Vocabulary = Describe(temporary, VocabularyFile),
                });
                DurableFile.Create(Path.Combine(temporary, VectorsManifest.FileName), manifest.ToArray());
                var package = VectorsPackage.Open(temporary);
                if (IsInPlace(id, package))
                {
                    ZooFolder.Delete(temporary);
                }
                else
                {
                    zoo.Replace(id, temporary);
                }

                return package;
            }
            catch
            {
                ZooFolder.Delete(temporary);
                throw;
            }
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw ZooFolder.Unwritable(zooPath, id, e);
        }
    }

    // Replacing a package leaves none in its place for a moment, in which another process may look for it.
    private bool IsInPlace(string id, VectorsPackage package)
    {
        try
        {
            var place = Path.Combine(zooPath, id);
            return Directory.Exists(place) && VectorsPackage.Open(place).Reference == package.Reference;
        }
        catch (PackageException)
        {
            // A damaged one has to be replaced.
            return false;
        }
    }

    private static byte[] Content(string id, IReadOnlyList<string> words, ReadOnlySpan<float> vectors, int dimension, VectorElement element, bool withUnknown)
    {
        var rowBytes = VectorsManifest.RowBytes(element, dimension);
        var special = withUnknown ? 2 : 1;
        var bytes = ((long)special + words.Count) * rowBytes;
        if (bytes > PackageLimits.FileBytes)
        {
            throw new ExportException($"{id}: the vectors take {bytes} bytes, and the limit is {PackageLimits.FileBytes}; keep fewer words or store {VectorElement.Int8Rows}.");
        }

        var content = new byte[bytes];
        if (withUnknown)
        {
            Store(content.AsSpan((int)rowBytes), Mean(vectors, dimension), element, id, Vocabulary.UnknownToken);
        }

        for (var row = 0; row < words.Count; row++)
        {
            Store(content.AsSpan((int)((special + row) * rowBytes)), vectors.Slice(row * dimension, dimension), element, id, words[row]);
        }

        return content;
    }

    private static void Store(Span<byte> target, ReadOnlySpan<float> numbers, VectorElement element, string id, string word)
    {
        var rows = element == VectorElement.Int8Rows ? Int8Rows.Round(numbers.ToArray(), numbers.Length) : null;
        if (rows is not null)
        {
            BinaryPrimitives.WriteSingleLittleEndian(target, rows.Scales[0]);
        }

        for (var i = 0; i < numbers.Length; i++)
        {
            var half = (Half)numbers[i];
            if (!float.IsFinite(element == VectorElement.Float16 ? (float)half : numbers[i]))
            {
                throw new ExportException($"{id}: the vector of '{word}' holds {numbers[i]}, which cannot be stored as {element}; correct the vectors or store {VectorElement.Float32}.");
            }

            if (rows is not null)
            {
                target[sizeof(float) + i] = (byte)rows.Values[i];
            }
            else if (element == VectorElement.Float16)
            {
                BinaryPrimitives.WriteHalfLittleEndian(target[(i * 2)..], half);
            }
            else
            {
                BinaryPrimitives.WriteSingleLittleEndian(target[(i * 4)..], numbers[i]);
            }
        }
    }

    private static float[] Mean(ReadOnlySpan<float> vectors, int dimension)
    {
        var sums = new double[dimension];
        for (var i = 0; i < vectors.Length; i++)
        {
            sums[i % dimension] += vectors[i];
        }

        var count = vectors.Length / dimension;
        return Array.ConvertAll(sums, sum => (float)(sum / count));
    }

    private static FileManifest Describe(string folder, string path)
    {
        using var content = File.OpenRead(Path.Combine(folder, path));
        return new FileManifest(path, Convert.ToHexStringLower(SHA256.HashData(content)), content.Length);
    }
}
