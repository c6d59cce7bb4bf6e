using System.Security.Cryptography;
using System.Text;
using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>
/// A folder of vectors that <see cref="SkipGram"/> made: what one network has made of some texts serves all others, of this process and of those beside it. A file's name is a
/// hash of texts, options and program, and a SHA-256 of all before it ends the file; one that is damaged is made anew.
/// </summary>
/// <param name="folder">The folder, created if needed.</param>
public sealed class MadeVectors(string folder)
{
    /// <summary>The folder's name in a zoo; a name with a dot is no package.</summary>
    public const string FolderName = ".vectors";

    private const string Extension = ".bin";
    private static readonly string Program = $"{typeof(MadeVectors).Module.ModuleVersionId:N}"[..8];
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Gives the vectors of texts, and makes them if nobody has; waits while another process makes vectors of this name.</summary>
    /// <param name="name">The vectors' name.</param>
    /// <param name="texts">The texts, word by word.</param>
    /// <param name="options">How they are made.</param>
    /// <exception cref="CorpusException">No word is common enough.</exception>
    public WordVectors Get(string name, IReadOnlyList<IReadOnlyList<string>> texts, SkipGramOptions options)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(options);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{name}-{Program}-{Key(texts, options)}{Extension}");
        using var turn = Lock(Path.Combine(folder, $"{name}.lock"));
        if (Read(path, name) is { } kept)
        {
            return kept;
        }

        foreach (var stale in Directory.GetFiles(folder, $"{name}-*{Extension}").Where(file => !Path.GetFileName(file).StartsWith($"{name}-{Program}-", StringComparison.Ordinal)))
        {
            File.Delete(stale);
        }

        var made = SkipGram.Train(name, texts, options);
        DurableFile.Replace(path, Content(made));
        return made;
    }

    private static string Key(IReadOnlyList<IReadOnlyList<string>> texts, SkipGramOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{options}\n"));
        foreach (var text in texts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Join(' ', text) + "\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    // Stays when the process ends: deleting it could take away the one on which another process waits.
    private static FileStream Lock(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.GetType() == typeof(IOException) && File.Exists(path))
            {
                Thread.Sleep(RetryInterval);
            }
        }
    }

    private static byte[] Content(WordVectors vectors)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write(vectors.Dimension);
        writer.Write(vectors.Words.Count);
        foreach (var word in vectors.Words)
        {
            writer.Write(word);
        }

        foreach (var value in vectors.Table)
        {
            writer.Write(value);
        }

        writer.Write(SHA256.HashData(content.ToArray()));
        return content.ToArray();
    }

    private static WordVectors? Read(string path, string name)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var content = File.ReadAllBytes(path);
        if (content.Length < SHA256.HashSizeInBytes || !SHA256.HashData(content.AsSpan(..^SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(content.AsSpan(^SHA256.HashSizeInBytes..)))
        {
            return null;
        }

        using var reader = new BinaryReader(new MemoryStream(content));
        var (dimension, count) = (reader.ReadInt32(), reader.ReadInt32());
        var words = new string[count];
        for (var i = 0; i < count; i++)
        {
            words[i] = reader.ReadString();
        }

        var table = new float[count * dimension];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = reader.ReadSingle();
        }

        return new WordVectors(name, words, table, dimension);
    }
}
