using System.Globalization;
using System.Xml.Linq;
using FluentAssertions;
using RnnOnnx.Trainer.Charts;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Charts;

public sealed class ChartSvgTests
{
    private static readonly Chart Two = new()
    {
        Title = "loss",
        X = new ChartAxis("epoch") { IsWhole = true },
        Y = new ChartAxis("nats") { Minimum = 0 },
        Series = [new("training", [new(1, 2), new(2, 1)]), new("validation", [new(1, 1), new(2, 0.5)])],
        Marks = [new(2, "epoch 2 kept")],
    };

    [Fact]
    public void Figures_stand_where_their_axes_say()
    {
        var circles = Elements(ChartSvg.Draw(Two), "circle").Select(c => (X: Number(c, "cx"), Y: Number(c, "cy"), Told: (string)c)).ToArray();

        circles.Select(c => c.Told).Should().Equal("training: 2 at 1", "training: 1 at 2", "validation: 1 at 1", "validation: 0.5 at 2");
        circles[0].X.Should().Be(circles[2].X, "both are of epoch 1");
        circles[1].Y.Should().Be(circles[2].Y, "both are a loss of 1");
        (circles[3].Y - circles[0].Y).Should().BeApproximately(3 * (circles[3].Y - circles[1].Y), 0.2, "the axis is linear: 0.5 to 2 is three times 0.5 to 1");
    }

    [Fact]
    public void A_logarithmic_axis_gives_equal_factors_equal_room_and_leaves_out_what_has_no_logarithm()
    {
        var chart = Two with { Y = new ChartAxis("norm") { IsLogarithmic = true }, Series = [new("", [new(1, 100), new(2, 1), new(3, 0), new(4, 0.01), new(5, double.NaN)])] };
        var svg = ChartSvg.Draw(chart);

        var y = Elements(svg, "circle").Select(c => Number(c, "cy")).ToArray();
        y.Should().HaveCount(3);
        (y[1] - y[0]).Should().BeApproximately(y[2] - y[1], 0.2);
        var line = Elements(svg, "path").Single(p => ((string?)p.Attribute("class"))!.StartsWith("line", StringComparison.Ordinal));
        ((string)line.Attribute("d")!).Count(c => c == 'M').Should().Be(2, "a gap must not be drawn over");
        Elements(svg, "text").Select(t => (string)t).Should().Contain(["0.01", "1", "100"]);
    }

    [Theory]
    [InlineData(0, 1, "0.0", "0.2")]
    [InlineData(0.861, 0.874, "0.865", "0.870")]
    [InlineData(0, 25_000, "5,000", "25,000")]
    [InlineData(-3, 3, "-2", "0")]
    [InlineData(0, 13_500_000, "5 M", "10 M")]
    public void Ticks_are_round_numbers(double least, double most, params string[] names)
    {
        var chart = Two with { Series = [new("", [new(1, least), new(2, most)])], Y = new ChartAxis("figure") };
        Elements(ChartSvg.Draw(chart), "text").Select(t => (string)t).Should().Contain(names);
    }

    [Fact]
    public void One_figure_no_figure_and_none_that_is_a_number_make_a_picture_too()
    {
        foreach (ChartPoint[] points in new ChartPoint[][] { [new(1, 0.5)], [], [new(double.NaN, 1), new(1, double.PositiveInfinity)], [new(0, 0)] })
        {
            foreach (var isLogarithmic in new[] { false, true })
            {
                var svg = ChartSvg.Draw(Two with { Series = [new("x", points)], X = new ChartAxis("x"), Y = new ChartAxis("y") { IsLogarithmic = isLogarithmic } });
                svg.Should().NotContain("NaN").And.NotContain("Infinity").And.NotContain("∞", "a browser would draw nothing");
            }
        }
    }

    [Fact]
    public void Texts_cannot_become_markup()
    {
        const string Hostile = "<script>alert(\"1\")</script> & 'more' \u0001\ud800";
        var svg = ChartSvg.Draw(Two with { Title = Hostile, X = new ChartAxis(Hostile), Series = [new(Hostile, [new(1, 1, Hostile)]) { ShowsLabels = true }], Marks = [new(1, Hostile)] });

        svg.Should().NotContain("<script");
        Elements(svg, "circle").Select(c => (string)c).Should().Equal(["<script>alert(\"1\")</script> & 'more' \ufffd\ufffd"], "what a text says must still be readable");
    }

    [Fact]
    public void Pictures_stand_alone_in_light_and_in_dark_and_are_the_same_each_time()
    {
        var svg = ChartSvg.Draw(Two, Two with { Title = "accuracy" });

        svg.Should().Be(ChartSvg.Draw(Two, Two with { Title = "accuracy" }), "a package's hash depends on it");
        svg.Should().Contain("prefers-color-scheme:dark").And.NotContain("href").And.NotContain("url(");
        var root = XDocument.Parse(svg).Root!;
        ((string)root.Attribute("role")!, (string)root.Attribute("aria-label")!).Should().Be(("img", "loss; accuracy"), "who cannot see it must hear what it is");
        Elements(svg, "text").Select(t => (string)t).Should().Contain(["epoch", "nats", "training", "validation", "epoch 2 kept"], "axes and lines need names");
    }

    private static IEnumerable<XElement> Elements(string svg, string name) => XDocument.Parse(svg).Descendants().Where(e => e.Name.LocalName == name);

    private static double Number(XElement element, string attribute) => double.Parse((string)element.Attribute(attribute)!, CultureInfo.InvariantCulture);
}
