using RnnOnnx.Packages;

namespace RnnOnnx.Trainer.Export;

/// <summary>Brings word vectors from one zoo into another, where a network that goes on learning there needs them.</summary>
public static class VectorsPackageCopy
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Takes a package over as it is, unless the zoo has it.</summary>
    /// <param name="zooPath">The zoo's folder, created if needed.</param>
    /// <param name="wanted">The package's id and hash.</param>
    /// <param name="from">Its folder in the other zoo.</param>
    /// <exception cref="ExportException">It is another of that id, or another process still writes to the zoo.</exception>
    /// <exception cref="PackageException">There is none, or it is damaged.</exception>
    public static VectorsPackage Take(string zooPath, VectorsReference wanted, string from)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(from);
        using var zoo = ZooFolder.Open(Path.GetFullPath(zooPath), Patience);
        var place = Path.Combine(Path.GetFullPath(zooPath), wanted.Id);
        var isHere = Directory.Exists(place);
        var source = isHere ? place : from;
        var vectors = VectorsPackage.Open(source);
        if (vectors.Reference != wanted)
        {
            throw new ExportException(
                $"{source} holds other vectors of that id than the network was trained on (SHA-256 {vectors.Reference.Sha256} against {wanted.Sha256}); give another --models folder, or restore the vectors.");
        }

        if (isHere)
        {
            return vectors;
        }

        var temporary = zoo.CreateTemporary(wanted.Id);
        try
        {
            foreach (var name in new[] { vectors.Manifest.Vectors.Path, vectors.Manifest.Vocabulary.Path, VectorsManifest.FileName })
            {
                var copy = Path.Combine(temporary, name);
                File.Copy(Path.Combine(from, name), copy);
                DurableFile.Flush(copy);
            }

            vectors = VectorsPackage.Open(temporary);
            zoo.Replace(wanted.Id, temporary);
            return vectors;
        }
        catch
        {
            ZooFolder.Delete(temporary);
            throw;
        }
    }
}
