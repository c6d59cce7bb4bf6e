using System.Security.Cryptography;
using RnnOnnx.Trainer.Corpora.Download;

namespace RnnOnnx.Kills.Downloads;

/// <summary>A corpus that is nobody's: one original of random bytes, whose halves are the two files that it becomes, slowly.</summary>
internal static class MadeUpOriginal
{
    /// <summary>The original's name.</summary>
    public const string File = "pinned.bin";

    private const int Pieces = 32;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(4);

    /// <summary>The files that it becomes, as paths below the data folder.</summary>
    public static IReadOnlyList<string> Products { get; } = [Path.Combine("pinned", "first.bin"), Path.Combine("pinned", "second.bin")];

    /// <summary>The original's bytes.</summary>
    public static byte[] Content { get; } = Bytes(1_500_000);

    /// <summary>The bytes of a product.</summary>
    public static ReadOnlySpan<byte> ProductOf(string product) => product == Products[0] ? Content.AsSpan(..(Content.Length / 2)) : Content.AsSpan((Content.Length / 2)..);

    /// <summary>The corpus.</summary>
    /// <param name="address">Where the original is.</param>
    public static PublicCorpus Corpus(Uri address) =>
        new("pinned", "random bytes; nobody's", [new CorpusPart(new Origin(File, address, Content.Length, Convert.ToHexStringLower(SHA256.HashData(Content))), Products, Halve)]);

    private static void Halve(string original, IReadOnlyList<Stream> products, CancellationToken cancellation)
    {
        using var content = System.IO.File.OpenRead(original);
        var piece = new byte[Content.Length / 2 / Pieces];
        foreach (var product in products)
        {
            for (var i = 0; i < Pieces; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                content.ReadExactly(piece);
                product.Write(piece);
                product.Flush();
                Thread.Sleep(Pause);
            }

            // What the pieces leave over belongs to the half that it lies in.
            var rest = new byte[(Content.Length / 2) - (Pieces * piece.Length)];
            content.ReadExactly(rest);
            product.Write(rest);
        }
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(7).NextBytes(bytes);
        return bytes;
    }
}
