using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using RnnOnnx.Trainer.Corpora.Download;

namespace RnnOnnx.Trainer.Tests.Corpora.Download;

/// <summary>Makes archives in the form of the originals, small, and as bad as a test wants them.</summary>
internal static class SmallOriginals
{
    /// <summary>Two reviews of each label and part; the files' order as strings is another than as numbers, and than in the archive.</summary>
    public static IReadOnlyList<(string Name, string Text)> Reviews { get; } =
    [
        ("aclImdb/train/pos/9_8.txt", "train good nine"),
        ("aclImdb/train/pos/10_9.txt", "train\tgood <br />ten\u2028\r"),
        ("aclImdb/train/neg/0_1.txt", "train bad \u00e9"),
        ("aclImdb/train/neg/11_2.txt", "train bad eleven"),
        ("aclImdb/test/pos/0_10.txt", "test good zero"),
        ("aclImdb/test/pos/1_10.txt", ""),
        ("aclImdb/test/neg/0_3.txt", "test bad zero"),
        ("aclImdb/test/neg/1_4.txt", "test bad one"),
        ("aclImdb/train/unsup/0_0.txt", "no label"),
        ("aclImdb/imdb.vocab", "the\nand\n"),
    ];

    public static IEnumerable<TarEntry> Tar(IEnumerable<(string Name, string Text)> files) => files.Select(f => File(f.Name, Encoding.UTF8.GetBytes(f.Text)));

    public static TarEntry File(string name, byte[] content) => new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) };

    public static string WriteTar(string path, IEnumerable<TarEntry> entries)
    {
        using var gzip = new GZipStream(System.IO.File.Create(path), CompressionLevel.Fastest);
        using var tar = new TarWriter(gzip, TarEntryFormat.Ustar);
        tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, "aclImdb/"));
        foreach (var entry in entries)
        {
            tar.WriteEntry(entry);
        }

        return path;
    }

    public static string WriteZip(string path, params (string Name, byte[] Content)[] members)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, content) in members)
        {
            using var stream = zip.CreateEntry(name).Open();
            stream.Write(content);
        }

        return path;
    }

    /// <summary>Runs a conversion and gives what it wrote.</summary>
    public static byte[][] Run(Conversion conversion, string original, int products)
    {
        var streams = Enumerable.Range(0, products).Select(_ => new MemoryStream()).ToArray();
        conversion(original, streams, default);
        return [.. streams.Select(s => s.ToArray())];
    }

    public static string Gunzip(byte[] file)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(file), CompressionMode.Decompress), new UTF8Encoding(false, true));
        return reader.ReadToEnd();
    }
}
