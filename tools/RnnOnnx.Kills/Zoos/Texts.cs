using System.IO.Compression;
using System.Text;
using RnnOnnx.Trainer.Corpora;

namespace RnnOnnx.Kills.Zoos;

/// <summary>Few and short texts, so that much of a training's time goes into checkpoints and the package.</summary>
internal static class Texts
{
    /// <summary>The texts as a user's own file.</summary>
    public const string OwnFile = "own.csv";

    private static readonly string[] Reviews = ["1\tA good film.", "0\tA dull film!", "1\tI laughed.", "0\tIt is dull."];

    /// <summary>Writes a data folder: a file of one's own and a few movie reviews.</summary>
    public static void Write(string data)
    {
        Directory.CreateDirectory(Path.Combine(data, "imdb"));
        File.WriteAllLines(Path.Combine(data, OwnFile), ["label,text", .. Enumerable.Range(0, 60).Select(i => $"{i % 2},a {(i % 2 == 0 ? "dull" : "good")} film of {i} minutes")]);
        Write(Path.Combine(data, ImdbCorpus.TextFiles[0]), Enumerable.Repeat(Reviews, 10).SelectMany(reviews => reviews));
        Write(Path.Combine(data, ImdbCorpus.TextFiles[1]), Reviews);
    }

    private static void Write(string path, IEnumerable<string> lines)
    {
        using var stream = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        stream.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
    }
}
