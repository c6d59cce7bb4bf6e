using System.Globalization;

namespace RnnOnnx.Trainer.Charts;

/// <summary>Draws charts as an SVG picture that needs nothing else: it has its colours for light and for dark surroundings, and a text for each figure. The same charts give the same bytes.</summary>
public static class ChartSvg
{
    /// <summary>The charts' colours. A page that holds several pictures gets by with it once.</summary>
    public const string Style = """
        .chart{font-family:system-ui,sans-serif;font-size:12px;--ink:#1b1f24;--faint:#59636e;--grid:#dde2e8;--ground:#ffffff;--c0:#0a5cad;--c1:#b44a00;--c2:#0b7a57;--c3:#9a3d80;--c4:#7a6200;--c5:#5a5f8f}
        @media (prefers-color-scheme:dark){.chart{--ink:#e6edf3;--faint:#a3adb8;--grid:#363d46;--ground:#14181d;--c0:#6cb4ff;--c1:#ff9d5c;--c2:#4fd1a5;--c3:#f09ad5;--c4:#e3c545;--c5:#b3b8f0}}
        @media print{.chart{--ink:#1b1f24;--faint:#59636e;--grid:#dde2e8;--ground:#ffffff;--c0:#0a5cad;--c1:#b44a00;--c2:#0b7a57;--c3:#9a3d80;--c4:#7a6200;--c5:#5a5f8f}}
        .chart text{fill:var(--ink)}.chart .ground{fill:var(--ground)}.chart .title{font-size:13px;font-weight:600}.chart .tick{fill:var(--faint)}
        .chart .grid{stroke:var(--grid);fill:none}.chart .axis{stroke:var(--faint);fill:none}.chart .guide{stroke:var(--faint);fill:none;stroke-dasharray:2 4}
        .chart .mark{stroke:var(--ink);fill:none;stroke-dasharray:5 3}.chart .line{fill:none;stroke-width:2}
        .chart .k0{stroke:var(--c0)}.chart .k1{stroke:var(--c1);stroke-dasharray:7 4}.chart .k2{stroke:var(--c2);stroke-dasharray:2 3}.chart .k3{stroke:var(--c3);stroke-dasharray:9 3 2 3}.chart .k4{stroke:var(--c4);stroke-dasharray:12 4}.chart .k5{stroke:var(--c5);stroke-dasharray:4 2}
        .chart .f0{fill:var(--c0)}.chart .f1{fill:var(--c1)}.chart .f2{fill:var(--c2)}.chart .f3{fill:var(--c3)}.chart .f4{fill:var(--c4)}.chart .f5{fill:var(--c5)}
        """;

    private const int Colours = 6;
    private const int Left = 62;
    private const int Right = 18;
    private const int Top = 44;
    private const int Bottom = 46;
    private const int LegendRow = 18;
    private const double Letter = 6.6;
    private const int MostMarkers = 60;

    /// <summary>Draws charts side by side as a file of their own.</summary>
    /// <param name="charts">At least one.</param>
    public static string Draw(params IReadOnlyList<Chart> charts) => Draw(charts, withStyle: true);

    /// <summary>Draws a chart for a page that has <see cref="Style"/>.</summary>
    public static Markup Inline(Chart chart) => new(Draw([chart], withStyle: false));

    private static string Draw(IReadOnlyList<Chart> charts, bool withStyle)
    {
        ArgumentNullException.ThrowIfNull(charts);
        ArgumentOutOfRangeException.ThrowIfZero(charts.Count, nameof(charts));
        var (width, height) = (charts.Sum(c => c.Width), charts.Max(c => c.Height));
        var svg = new MarkupWriter();
        svg.Line($"""<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-label="{string.Join("; ", charts.Select(c => c.Title))}" width="{width}" height="{height}" viewBox="0 0 {width} {height}">""");
        if (withStyle)
        {
            svg.Line($"<style>{new Markup(Style)}</style>");
        }

        svg.Line($"""<rect class="ground" width="{width}" height="{height}"/>""");
        var left = 0;
        foreach (var chart in charts)
        {
            svg.Line($"""<g transform="translate({left} 0)">""");
            Draw(svg, chart);
            svg.Line($"</g>");
            left += chart.Width;
        }

        return svg.Line($"</svg>").ToString();
    }

    private static void Draw(MarkupWriter svg, Chart chart)
    {
        var legend = Legend(chart);
        var (right, floor) = (chart.Width - Right, chart.Height - Bottom - (legend.Count * LegendRow));
        var points = chart.Series.SelectMany(s => s.Points).ToArray();
        var bars = chart.Series.Where(s => s.Kind == ChartSeriesKind.Bars).ToArray();
        var x = new ChartScale(chart.X, [.. points.Select(p => p.X), .. bars.SelectMany(s => s.Points.Select(p => p.X + s.BarWidth))], Left, right, widens: chart.Series.Any(s => s.Kind == ChartSeriesKind.Points));
        var y = new ChartScale(bars.Length > 0 ? chart.Y with { Minimum = chart.Y.Minimum ?? 0 } : chart.Y, points.Select(p => p.Y), floor, Top, widens: true);

        svg.Line($"""<text class="title" x="{chart.Width / 2}" y="19" text-anchor="middle">{Shorten(chart.Title, chart.Width - 16)}</text>""");
        Axes(svg, chart, x, y, right, floor);
        for (var i = 0; i < chart.Series.Count; i++)
        {
            Series(svg, chart, chart.Series[i], Colour(chart, i), x, y, floor);
        }

        foreach (var mark in chart.Marks.Where(m => x.IsUsable(m.X)))
        {
            svg.Line($"""<path class="mark" d="M{x.At(mark.X):F1} {Top} V{floor}"><title>{mark.Label}</title></path>""");
            svg.Line($"""<text x="{x.At(mark.X):F1}" y="{Top - 6}" text-anchor="{Anchor(x.At(mark.X), mark.Label, right)}">{mark.Label}</text>""");
        }

        for (var row = 0; row < legend.Count; row++)
        {
            foreach (var (left, series) in legend[row])
            {
                LegendEntry(svg, chart.Series[series], Colour(chart, series), left, chart.Height - ((legend.Count - row) * LegendRow) + 8);
            }
        }
    }

    private static void Axes(MarkupWriter svg, Chart chart, ChartScale x, ChartScale y, int right, int floor)
    {
        foreach (var (pixel, name) in y.Ticks)
        {
            svg.Line($"""<path class="grid" d="M{Left} {pixel:F1} H{right}"/>""");
            svg.Line($"""<text class="tick" x="{Left - 6}" y="{pixel + 4:F1}" text-anchor="end">{name}</text>""");
        }

        foreach (var (pixel, name) in x.Ticks)
        {
            svg.Line($"""<path class="axis" d="M{pixel:F1} {floor} v4"/>""");
            svg.Line($"""<text class="tick" x="{pixel:F1}" y="{floor + 17}" text-anchor="middle">{name}</text>""");
        }

        svg.Line($"""<path class="axis" d="M{Left} {Top} V{floor} H{right}"/>""");
        svg.Line($"""<text x="{(Left + right) / 2}" y="{floor + 34}" text-anchor="middle">{chart.X.Title}</text>""");
        svg.Line($"""<text transform="translate(14 {(Top + floor) / 2}) rotate(-90)" text-anchor="middle">{chart.Y.Title}</text>""");
    }

    private static void Series(MarkupWriter svg, Chart chart, ChartSeries series, int colour, ChartScale x, ChartScale y, int floor)
    {
        var usable = series.Points.Where(p => x.IsUsable(p.X) && y.IsUsable(p.Y)).ToArray();
        if (series.Kind == ChartSeriesKind.Bars)
        {
            foreach (var point in usable)
            {
                var (left, top) = (x.At(point.X), y.At(point.Y));
                svg.Line($"""<rect class="f{colour}" x="{left:F1}" y="{top:F1}" width="{Math.Max(0.5, x.At(point.X + series.BarWidth) - left - 1):F1}" height="{floor - top:F1}"><title>{Tell(series, point)}</title></rect>""");
            }

            return;
        }

        if (series.Kind is ChartSeriesKind.Line or ChartSeriesKind.Guide)
        {
            svg.Line($"""<path class="{(series.Kind == ChartSeriesKind.Guide ? "guide" : $"line k{colour}")}" d="{Path(series, x, y)}"/>""");
        }

        if (series.Kind == ChartSeriesKind.Points || (series.Kind == ChartSeriesKind.Line && usable.Length <= MostMarkers))
        {
            foreach (var point in usable)
            {
                svg.Line($"""<circle class="f{colour}" cx="{x.At(point.X):F1}" cy="{y.At(point.Y):F1}" r="{(series.Kind == ChartSeriesKind.Points ? 4 : 3)}"><title>{Tell(series, point)}</title></circle>""");
            }
        }

        if (series.ShowsLabels)
        {
            foreach (var point in usable.Where(p => p.Label is not null))
            {
                var isRight = x.At(point.X) + 8 + (point.Label!.Length * Letter) > chart.Width;
                svg.Line($"""<text class="tick" font-size="10" x="{x.At(point.X) + (isRight ? -7 : 7):F1}" y="{y.At(point.Y) + 4:F1}" text-anchor="{(isRight ? "end" : "start")}">{point.Label}</text>""");
            }
        }
    }

    private static string Path(ChartSeries series, ChartScale x, ChartScale y)
    {
        var (path, pen) = (new List<string>(), 'M');
        foreach (var point in series.Points)
        {
            if (x.IsUsable(point.X) && y.IsUsable(point.Y))
            {
                path.Add(string.Create(CultureInfo.InvariantCulture, $"{pen}{x.At(point.X):F1} {y.At(point.Y):F1}"));
                pen = 'L';
            }
            else
            {
                pen = 'M';
            }
        }

        return string.Concat(path);
    }

    private static string Tell(ChartSeries series, ChartPoint point) =>
        point.Label ?? string.Create(CultureInfo.InvariantCulture, $"{(series.Name.Length > 0 ? series.Name + ": " : "")}{point.Y:0.#####} at {point.X:0.#####}");

    // A guide takes no colour from the others.
    private static int Colour(Chart chart, int series) => chart.Series.Take(series).Count(s => s.Kind != ChartSeriesKind.Guide) % Colours;

    // The series of each row of the legend, with their places.
    private static List<List<(double Left, int Series)>> Legend(Chart chart)
    {
        var rows = new List<List<(double, int)>>();
        var left = double.MaxValue;
        for (var i = 0; i < chart.Series.Count; i++)
        {
            if (chart.Series[i].Name.Length == 0)
            {
                continue;
            }

            var width = 30 + (chart.Series[i].Name.Length * Letter) + 14;
            if (left + width > chart.Width)
            {
                rows.Add([]);
                left = Left;
            }

            rows[^1].Add((left, i));
            left += width;
        }

        return rows;
    }

    private static void LegendEntry(MarkupWriter svg, ChartSeries series, int colour, double left, int middle)
    {
        svg.Line(series.Kind switch
        {
            ChartSeriesKind.Bars => (FormattableString)$"""<rect class="f{colour}" x="{left:F1}" y="{middle - 5}" width="22" height="10"/>""",
            ChartSeriesKind.Points => $"""<circle class="f{colour}" cx="{left + 11:F1}" cy="{middle}" r="4"/>""",
            ChartSeriesKind.Guide => $"""<path class="guide" d="M{left:F1} {middle} h22"/>""",
            _ => $"""<path class="line k{colour}" d="M{left:F1} {middle} h22"/>""",
        });
        svg.Line($"""<text x="{left + 28:F1}" y="{middle + 4}">{series.Name}</text>""");
    }

    private static string Anchor(double pixel, string label, int right)
    {
        var half = label.Length * Letter / 2;
        return pixel - half < Left ? "start" : pixel + half > right ? "end" : "middle";
    }

    private static string Shorten(string text, double width) => text.Length * Letter * 1.1 <= width ? text : text[..(int)(width / Letter / 1.1)].TrimEnd() + "…";
}
