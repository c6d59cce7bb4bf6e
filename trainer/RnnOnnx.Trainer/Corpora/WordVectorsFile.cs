namespace RnnOnnx.Trainer.Corpora;

/// <summary>Reads word vectors in any of the known formats, by the file's name.</summary>
public static class WordVectorsFile
{
    /// <summary>
    /// Reads <c>.bin</c> and <c>.bin.gz</c> as word2vec's binary format, <c>.npy</c> as a table beside a list of words, and all else as text: GloVe's or word2vec's, plain,
    /// <c>.gz</c> or an entry of a <c>.zip</c>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="selection">Which vectors to keep; null for all.</param>
    /// <param name="entry">Name of a <c>.zip</c>'s entry; null where it has only one.</param>
    /// <exception cref="CorpusException">The file is missing or damaged.</exception>
    public static WordVectors Read(string path, VectorSelection? selection = null, string? entry = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        selection ??= VectorSelection.All;
        try
        {
            if (path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            {
                return WordVectorsNumpy.Read(path, selection);
            }

            var isBinary = path.EndsWith(".bin", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".bin.gz", StringComparison.OrdinalIgnoreCase);
            var stream = PackedFile.Open(path, entry);
            return isBinary ? WordVectorsBinary.Read(stream, path, selection) : WordVectorsText.Read(stream, path, selection);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new CorpusException($"{path} is damaged ({e.Message}); restore the file", e);
        }
    }

    /// <summary>What vectors of a file are called: the file's name without the endings of formats.</summary>
    internal static string Name(string path)
    {
        var name = Path.GetFileName(path);
        while (Path.GetExtension(name) is ".gz" or ".zip" or ".txt" or ".bin" or ".npy" or ".f16")
        {
            name = Path.GetFileNameWithoutExtension(name);
        }

        return name;
    }
}
