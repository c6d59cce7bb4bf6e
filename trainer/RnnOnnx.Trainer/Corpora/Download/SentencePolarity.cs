using System.IO.Compression;
using System.Text;

namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>Turns NLTK's archive of the Sentence Polarity Dataset into one table: positive sentences and then negative ones, without the blanks around them.</summary>
/// <param name="sentences">Number of sentences of one label.</param>
internal sealed class SentencePolarity(int sentences)
{
    private const long MaximumMember = 16 << 20;

    /// <summary>Converts <c>sentence_polarity.zip</c>.</summary>
    public void Convert(string original, IReadOnlyList<Stream> products, CancellationToken cancellation)
    {
        using var table = new GZipStream(products[0], CompressionLevel.Optimal, leaveOpen: true);
        foreach (var (member, label) in new[] { ("pos", '1'), ("neg", '0') })
        {
            cancellation.ThrowIfCancellationRequested();
            ZipMember.Read(original, $"sentence_polarity/rt-polarity.{member}", MaximumMember, content => Write(table, original, content, label));
        }
    }

    private void Write(Stream table, string original, Stream content, char label)
    {
        try
        {
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            var lines = new UTF8Encoding(false, true).GetString(copy.GetBuffer(), 0, (int)copy.Length).TrimEnd('\n').Split('\n');
            if (lines.Length != sentences)
            {
                throw new CorpusException($"{original} has {lines.Length:N0} sentences of label {label}, and the original has {sentences:N0}; delete it and run it again");
            }

            foreach (var line in lines)
            {
                table.Write(Encoding.UTF8.GetBytes($"{label}\t{line.Trim(' ')}\n"));
            }
        }
        catch (DecoderFallbackException e)
        {
            throw new CorpusException($"{original} holds bytes that are no UTF-8 ({e.Message}); delete it and run it again", e);
        }
    }
}
