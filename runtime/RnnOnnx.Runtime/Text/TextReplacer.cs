using RnnOnnx.Packages;

namespace RnnOnnx.Text;

/// <summary>Makes a manifest's replacements in texts, for fitting a vocabulary and for every pipeline. Instances are immutable and safe for concurrent use.</summary>
public sealed class TextReplacer
{
    private readonly TextReplacement[] _replacements;

    /// <summary>Prepares the replacements.</summary>
    /// <param name="replacements">What is replaced, one after the other; null for nothing.</param>
    public TextReplacer(IReadOnlyList<TextReplacement>? replacements)
    {
        _replacements = replacements is null ? [] : [.. replacements];
    }

    /// <summary>Makes the replacements in a text.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The new text; the same object when there is nothing to replace.</returns>
    public string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var replaced = Apply(text.AsSpan());
        return replaced.IsChanged ? replaced.Text.ToString() : text;
    }

    /// <summary>As above without a string; dispose of the result to give its buffer back.</summary>
    internal ReplacedText Apply(ReadOnlySpan<char> text)
    {
        var buffer = default(TextBuffer);
        var changed = false;
        foreach (var (find, with) in _replacements)
        {
            var found = text.IndexOf(find, StringComparison.Ordinal);
            if (found < 0)
            {
                continue;
            }

            var target = new TextBuffer(text.Length);
            do
            {
                target.Append(text[..found]);
                target.Append(with);
                text = text[(found + find.Length)..];
                found = text.IndexOf(find, StringComparison.Ordinal);
            }
            while (found >= 0);

            target.Append(text);
            buffer.Dispose();
            buffer = target;
            text = buffer.Written;
            changed = true;
        }

        return new ReplacedText(buffer, text, changed);
    }

    /// <summary>A text after its replacements.</summary>
    internal ref struct ReplacedText
    {
        private TextBuffer _buffer;

        public ReplacedText(TextBuffer buffer, ReadOnlySpan<char> text, bool isChanged)
        {
            _buffer = buffer;
            Text = text;
            IsChanged = isChanged;
        }

        public ReadOnlySpan<char> Text { get; }

        public bool IsChanged { get; }

        public void Dispose() => _buffer.Dispose();
    }
}
