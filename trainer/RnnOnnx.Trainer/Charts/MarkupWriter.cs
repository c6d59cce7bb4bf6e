using System.Globalization;
using System.Text;

namespace RnnOnnx.Trainer.Charts;

/// <summary>Writes HTML and SVG from interpolated strings: what stands in braces is escaped, unless it is <see cref="Markup"/>, so that no text of a corpus can become part of the page.</summary>
public sealed class MarkupWriter
{
    private static readonly Escaping Formatter = new();
    private readonly StringBuilder _text = new();

    /// <summary>Adds a line.</summary>
    /// <param name="line">Markup with values in it; numbers are written invariantly.</param>
    public MarkupWriter Line(FormattableString line)
    {
        ArgumentNullException.ThrowIfNull(line);
        _text.AppendFormat(Formatter, line.Format, line.GetArguments()).Append('\n');
        return this;
    }

    /// <summary>Adds what is ready as it is.</summary>
    public MarkupWriter Line(Markup markup)
    {
        _text.Append(markup.Text).Append('\n');
        return this;
    }

    /// <summary>Makes markup of an interpolated string.</summary>
    public static Markup Of(FormattableString markup)
    {
        ArgumentNullException.ThrowIfNull(markup);
        return new Markup(markup.ToString(Formatter));
    }

    /// <summary>Makes a text harmless in elements and in quoted attributes of HTML and XML. Characters that XML does not allow become U+FFFD.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                '\t' or '\n' or '\r' => escaped.Append((char)rune.Value),
                < ' ' or (>= 0x7f and < 0xa0) or 0xfffe or 0xffff => escaped.Append('\ufffd'),
                _ => escaped.Append(rune.ToString()),
            };
        }

        return escaped.ToString();
    }

    /// <summary>What was written.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>Formats invariantly and escapes the result.</summary>
    private sealed class Escaping : IFormatProvider, ICustomFormatter
    {
        public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : CultureInfo.InvariantCulture.GetFormat(formatType!);

        public string Format(string? format, object? arg, IFormatProvider? formatProvider) => arg switch
        {
            null => "",
            Markup markup => markup.Text,
            IFormattable value => Escape(value.ToString(format, CultureInfo.InvariantCulture)),
            _ => Escape(arg.ToString() ?? ""),
        };
    }
}
