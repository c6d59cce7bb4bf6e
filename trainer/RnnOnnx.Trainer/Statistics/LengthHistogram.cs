using System.Globalization;
using System.Security;
using System.Text;

namespace RnnOnnx.Trainer.Statistics;

/// <summary>Draws the lengths of texts as an SVG picture; the same lengths give the same bytes.</summary>
public static class LengthHistogram
{
    private const int Width = 720;
    private const int Height = 320;
    private const int Margin = 50;
    private const int Bars = 40;

    /// <summary>Draws a histogram up to the 99th percentile; the last bar holds the longer texts too.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="part">The texts; at least one.</param>
    /// <param name="length">A length to mark.</param>
    public static string Svg(string title, CorpusPart part, int length)
    {
        ArgumentNullException.ThrowIfNull(part);
        var wide = Math.Max(1, (int)Math.Ceiling((part.Percentile(.99) + 1) / (double)Bars));
        var counts = new int[Bars];
        foreach (var l in part.Lengths)
        {
            counts[Math.Min(l / wide, Bars - 1)]++;
        }

        var (across, up, most) = ((Width - (2.0 * Margin)) / Bars, Height - (2.0 * Margin), counts.Max());
        var floor = Height - Margin;
        var svg = new StringBuilder();
        Line(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{Height}" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="12">""");
        Line(svg, $"""<rect width="{Width}" height="{Height}" fill="white"/>""");
        Line(svg, $"""<text x="{Width / 2}" y="24" text-anchor="middle" font-size="14">{SecurityElement.Escape(title)}</text>""");
        for (var bar = 0; bar < Bars; bar++)
        {
            var high = up * counts[bar] / most;
            var range = bar == Bars - 1 ? $"{bar * wide} and more" : $"{bar * wide} to {((bar + 1) * wide) - 1}";
            Line(svg, $"""<rect x="{Margin + (bar * across):F1}" y="{floor - high:F1}" width="{across - 1:F1}" height="{high:F1}" fill="#4878a8"><title>{range}: {counts[bar]} texts</title></rect>""");
        }

        Line(svg, $"""<path d="M{Margin} {Margin} V{floor} H{Width - Margin}" fill="none" stroke="black"/>""");
        for (var bar = 0; bar < Bars; bar += Bars / 4)
        {
            Line(svg, $"""<text x="{Margin + (bar * across):F1}" y="{floor + 16}" text-anchor="middle">{bar * wide}</text>""");
        }

        Line(svg, $"""<text x="{Margin - 6}" y="{Margin + 4}" text-anchor="end">{most}</text>""");
        Line(svg, $"""<text x="{Width / 2}" y="{Height - 10}" text-anchor="middle">tokens of a text</text>""");
        if (length < Bars * wide)
        {
            var x = Margin + (across * length / wide);
            Line(svg, $"""<path d="M{x:F1} {Margin} V{floor}" stroke="#b03030" stroke-dasharray="4 3"/>""");
            Line(svg, $"""<text x="{x:F1}" y="{Margin - 6}" text-anchor="middle" fill="#b03030">{length}</text>""");
        }

        Line(svg, $"</svg>");
        return svg.ToString();
    }

    private static void Line(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
