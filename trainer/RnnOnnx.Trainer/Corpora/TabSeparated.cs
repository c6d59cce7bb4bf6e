using System.Text;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>Reads <c>label TAB text</c> lines, compressed with gzip; lines end at LF alone and only the first tab parts a line.</summary>
public static class TabSeparated
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labels">Number of labels; every line's must be below it.</param>
    /// <exception cref="CorpusException">The file is missing or damaged; the message names the line.</exception>
    public static IReadOnlyList<LabelledText> Read(string path, int labels)
    {
        try
        {
            var text = new UTF8Encoding(false, true).GetString(Decompress(path));
            var rows = new List<LabelledText>();
            foreach (var line in text.AsSpan().TrimEnd('\n').Split('\n'))
            {
                var row = text.AsSpan()[line];
                var tab = row.IndexOf('\t');
                if (tab < 1 || !int.TryParse(row[..tab], out var label) || label < 0 || label >= labels)
                {
                    throw new CorpusException($"{path}, line {rows.Count + 1}: should be a label from 0 to {labels - 1}, a tab and a text; restore the file");
                }

                rows.Add(new LabelledText(row[(tab + 1)..].ToString(), label));
            }

            return rows;
        }
        catch (Exception e) when (e is InvalidDataException or DecoderFallbackException)
        {
            throw new CorpusException($"{path} is damaged ({e.Message}); restore the file", e);
        }
    }

    private static byte[] Decompress(string path)
    {
        using var stream = PackedFile.Open(DataFolder.Require(path));
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
