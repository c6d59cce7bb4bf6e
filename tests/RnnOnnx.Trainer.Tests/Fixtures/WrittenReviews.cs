using System.IO.Compression;
using System.Text;
using RnnOnnx.Trainer.Corpora;

namespace RnnOnnx.Trainer.Tests.Fixtures;

/// <summary>A data folder whose reviews are a test's own.</summary>
internal static class WrittenReviews
{
    /// <summary>Writes texts into both parts of the reviews, as often as asked for in the training part.</summary>
    public static void Write(string data, int times, params string[] texts)
    {
        Directory.CreateDirectory(Path.Combine(data, "imdb"));
        Write(Path.Combine(data, ImdbCorpus.TextFiles[0]), Enumerable.Repeat(texts, times).SelectMany(text => text));
        Write(Path.Combine(data, ImdbCorpus.TextFiles[1]), texts);
    }

    private static void Write(string path, IEnumerable<string> texts)
    {
        using var stream = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        stream.Write(Encoding.UTF8.GetBytes(string.Concat(texts.Select(text => $"1\t{text}\n"))));
    }
}
