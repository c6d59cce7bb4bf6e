using System.Buffers.Binary;
using System.Runtime.InteropServices;
using RnnOnnx.Graphs;
using RnnOnnx.Text;

namespace RnnOnnx.Packages;

/// <summary>Word vectors whose files have been read and found to be those of their manifest.</summary>
/// <remarks>Several models may share one package, so it lies beside them in the zoo. Instances are immutable and safe for concurrent use.</remarks>
public sealed class VectorsPackage
{
    private readonly byte[] _vectors;
    private readonly int _rowBytes;

    private VectorsPackage(VectorsManifest manifest, string sha256, byte[] vectors, Vocabulary vocabulary)
    {
        Manifest = manifest;
        Reference = new VectorsReference(manifest.Id, sha256);
        Vocabulary = vocabulary;
        _vectors = vectors;
        _rowBytes = (int)VectorsManifest.RowBytes(manifest.Element, manifest.Dimension);
    }

    /// <summary>What the package says about itself.</summary>
    public VectorsManifest Manifest { get; }

    /// <summary>What a model's manifest says to name these vectors.</summary>
    public VectorsReference Reference { get; }

    /// <summary>The words: line i has row i.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Opens a package and checks it: the manifest's format and rules, each file's place, size and SHA-256, and that rows and words agree.</summary>
    /// <param name="folder">The package's folder. Its name may differ from the vectors' id, so that a package can be checked before it is moved to its place.</param>
    /// <exception cref="PackageException">The package is missing, incomplete or damaged; the message names the file.</exception>
    public static VectorsPackage Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var name = Path.GetFileName(full);
        if (!Directory.Exists(full))
        {
            throw new PackageException($"{name}: the folder {full} does not exist; run 'make train-all' or give the folder of word vectors.");
        }

        var manifest = PackageFiles.ReadVectorsManifest(full, name, out var sha256);
        var vocabulary = ReadVocabulary(full, manifest);
        var package = new VectorsPackage(manifest, sha256, PackageFiles.ReadVerified(full, manifest.Vectors, manifest.Id), vocabulary);
        package.CheckRows();
        return package;
    }

    /// <summary>Copies the vector of an id.</summary>
    /// <param name="id">From 0 to one less than the manifest's count.</param>
    /// <param name="vector">Receives the numbers; as many as the manifest's dimension.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public void CopyRow(int id, Span<float> vector)
    {
        var dimension = Manifest.Dimension;
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, Manifest.Count);
        if (vector.Length != dimension)
        {
            throw new ArgumentException($"{Manifest.Id} has vectors of {dimension} numbers, and {vector.Length} were asked for.", nameof(vector));
        }

        var row = _vectors.AsSpan(id * _rowBytes, _rowBytes);
        switch (Manifest.Element)
        {
            case VectorElement.Float16:
                for (var i = 0; i < dimension; i++)
                {
                    vector[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(row[(i * sizeof(ushort))..]);
                }

                break;
            case VectorElement.Int8Rows:
                var scale = BinaryPrimitives.ReadSingleLittleEndian(row);
                for (var i = 0; i < dimension; i++)
                {
                    vector[i] = (sbyte)row[sizeof(float) + i] * scale;
                }

                break;
            default:
                for (var i = 0; i < dimension; i++)
                {
                    vector[i] = BinaryPrimitives.ReadSingleLittleEndian(row[(i * sizeof(float))..]);
                }

                break;
        }
    }

    /// <summary>Opens the vectors that a model names, in the folder that holds the model, and checks that they are the model's.</summary>
    internal static VectorsPackage OpenFor(ModelManifest model, string zoo)
    {
        var (id, expected) = model.Vectors!;
        var folder = Path.Combine(zoo, id);
        if (!Directory.Exists(folder))
        {
            throw new PackageException($"{model.Id}: its word vectors '{id}' are missing: there is no folder {folder}; run 'make train-all' or copy that folder beside the model's.");
        }

        VectorsPackage vectors;
        try
        {
            vectors = Open(folder);
        }
        catch (PackageException e)
        {
            throw new PackageException($"{model.Id}: its word vectors cannot be used: {e.Message}", e);
        }

        if (vectors.Reference != model.Vectors)
        {
            throw new PackageException(
                $"{model.Id}: manifest says {id}/{VectorsManifest.FileName} has SHA-256 {PackageFiles.Shown(expected)}, the file of '{vectors.Manifest.Id}' has {PackageFiles.Shown(vectors.Reference.Sha256)}; "
                + "run 'make train-all' or restore the vectors that the model was trained with.");
        }

        return vectors.Mismatch(model) is { } mismatch
            ? throw new PackageException($"{model.Id}: it does not fit its word vectors '{id}': {mismatch}; run 'make train-all' or restore the model.")
            : vectors;
    }

    private string? Mismatch(ModelManifest model)
    {
        var pipeline = model.Pipeline;
        var words = model.Files.Single(file => file.Path == pipeline.Vocabulary).Sha256;
        return pipeline switch
        {
            _ when words != Manifest.Vocabulary.Sha256 => $"its {pipeline.Vocabulary} has SHA-256 {PackageFiles.Shown(words)}, that of the vectors has {PackageFiles.Shown(Manifest.Vocabulary.Sha256)}",
            _ when pipeline.VocabularySize > Manifest.Count => $"its vocabulary size is {pipeline.VocabularySize}, and there are {Manifest.Count} vectors",
            { Unknown: UnknownTokens.Unk } when !Manifest.UnknownRow => $"it replaces unknown tokens by {Vocabulary.UnknownToken}, which has no vector",
            _ => null,
        };
    }

    private static Vocabulary ReadVocabulary(string folder, VectorsManifest manifest)
    {
        Vocabulary vocabulary;
        try
        {
            vocabulary = Vocabulary.Parse(PackageFiles.ReadVerified(folder, manifest.Vocabulary, manifest.Id), manifest.Vocabulary.Path);
        }
        catch (RnnOnnxException e) when (e is not PackageException)
        {
            throw new PackageException($"{manifest.Id}: {e.Message}", e);
        }

        var problem = vocabulary switch
        {
            _ when vocabulary.Count != manifest.Count => $"has {vocabulary.Count} lines for {manifest.Count} vectors",
            _ when vocabulary[0] != Vocabulary.PaddingToken => $"starts with '{vocabulary[0]}', but row 0 is padding and its line is {Vocabulary.PaddingToken}",
            _ when manifest.UnknownRow && (vocabulary.Count < 2 || vocabulary[Vocabulary.UnknownId] != Vocabulary.UnknownToken) => $"has no {Vocabulary.UnknownToken} as line {Vocabulary.UnknownId} (from 0), whose row is said to be the mean",
            _ => null,
        };
        return problem is null ? vocabulary : throw new PackageException($"{manifest.Id}: {manifest.Vocabulary.Path} {problem}; {PackageFiles.NextStep}");
    }

    // Hashes vouch for the bytes, not for what the trainer put into them: a padding row that is not zero would move every short text, a number that is none would give no score.
    private void CheckRows()
    {
        var bad = Manifest.Element switch
        {
            VectorElement.Float16 => FiniteNumbers.FirstBadHalf(_vectors),
            VectorElement.Int8Rows => FirstBadProduct(),
            _ => FiniteNumbers.FirstBadSingle(_vectors),
        };
        if (bad >= 0)
        {
            throw new PackageException(
                $"{Manifest.Id}: row {bad / Manifest.Dimension} of {Manifest.Vectors.Path} holds at {bad % Manifest.Dimension} a number that is infinite or none; {PackageFiles.NextStep}");
        }

        var padding = new float[Manifest.Dimension];
        CopyRow(0, padding);
        if (padding.AsSpan().ContainsAnyExcept(0f))
        {
            throw new PackageException($"{Manifest.Id}: row 0 of {Manifest.Vectors.Path} is padding and must be zero, and it is not; {PackageFiles.NextStep}");
        }
    }

    // A scale that is finite may still be too large for its row's numbers.
    private int FirstBadProduct()
    {
        var row = new float[Manifest.Dimension];
        for (var id = 0; id < Manifest.Count; id++)
        {
            CopyRow(id, row);
            if (FiniteNumbers.FirstBadSingle(MemoryMarshal.AsBytes<float>(row)) is >= 0 and var bad)
            {
                return (id * Manifest.Dimension) + bad;
            }
        }

        return -1;
    }
}
