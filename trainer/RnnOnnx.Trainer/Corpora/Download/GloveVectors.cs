using System.IO.Compression;

namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>Takes one text file of word vectors out of GloVe's archive.</summary>
/// <param name="member">The file's name.</param>
/// <param name="words">Number of its words, one a line.</param>
internal sealed class GloveVectors(string member, int words)
{
    private const long MaximumMember = 1L << 30;

    /// <summary>Converts <c>glove.6B.zip</c>: the lines stay as they are.</summary>
    public void Convert(string original, IReadOnlyList<Stream> products, CancellationToken cancellation)
    {
        using var table = new GZipStream(products[0], CompressionLevel.Optimal, leaveOpen: true);
        ZipMember.Read(original, member, MaximumMember, content =>
        {
            var buffer = new byte[1 << 16];
            var lines = 0;
            for (int read; (read = content.Read(buffer)) > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                lines += buffer.AsSpan(0, read).Count((byte)'\n');
                table.Write(buffer, 0, read);
            }

            if (lines != words)
            {
                throw new CorpusException($"{original}: {member} has {lines:N0} lines, and the original has {words:N0}; delete it and run it again");
            }
        });
    }
}
