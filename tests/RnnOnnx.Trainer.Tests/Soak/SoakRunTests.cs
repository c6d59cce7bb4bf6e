using System.Globalization;
using System.Xml.Linq;
using FluentAssertions;
using RnnOnnx.Benchmarks.Soak;
using RnnOnnx.Packages;
using RnnOnnx.TinyPackages;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Soak;

public sealed class SoakRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();

    private string Zoo => Sub("zoo");

    private SoakOptions Options => new() { Models = Zoo, Callers = 8, Duration = TimeSpan.FromSeconds(3), Output = Sub("figures") };

    public void Dispose()
    {
        _output.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Models_under_load_reloads_and_bursts_give_every_caller_the_right_reply()
    {
        TinyPackage.WriteTopics(Zoo);
        TinyNetworks.WriteMasked(Zoo);
        TinyPackage.WritePosition(Zoo);

        var isGood = await RunAsync(Options);

        isGood.Should().BeTrue($"nothing went wrong; it said: {_output}");
        var rows = Rows();
        rows.Should().HaveCountGreaterThan(10, "a short run has shorter windows");
        Sum(rows, "requests").Should().BePositive("callers must come through");
        Sum(rows, "reloads").Should().BePositive("models must be reloaded under load");
        Sum(rows, "cancelled").Should().BePositive("callers must be able to give up");
        (Sum(rows, "wrong") + Sum(rows, "failed")).Should().Be(0, "a run is good only so");
        rows.Should().OnlyContain(row => row["resident_mb"] > 0 && row["managed_mb"] > 0 && row["threads"] > 0, "a leak could not be seen otherwise");
        XDocument.Parse(File.ReadAllText(Sub("figures", SoakRun.SvgFile))).Root!.Value.Should().Contain("Memory under load").And.Contain("resident").And.Contain("p99");
        _output.ToString().Should().Contain("ended after 0.05 minutes").And.Contain("too short to tell whether memory grows", "three seconds prove nothing about memory");
    }

    [Fact]
    public async Task A_model_that_answers_otherwise_after_a_reload_is_a_failure()
    {
        TinyPackage.WriteTopics(Zoo);
        TinyNetworks.WriteMasked(Sub("other"), "tiny-topics");
        var run = RunAsync(Options);
        await FirstRowAsync();

        Directory.Move(Path.Combine(Zoo, "tiny-topics"), Sub("old"));
        Directory.Move(Sub("other", "tiny-topics"), Path.Combine(Zoo, "tiny-topics"));

        (await run).Should().BeFalse("a wrong reply or a model that cannot be loaded must not pass");
        var rows = Rows();
        (Sum(rows, "wrong") + Sum(rows, "failed")).Should().BePositive("it must be counted");
        _output.ToString().Should().Contain("FAILURE tiny-topics", "whoever mends it must know where").And.EndWith($"FAILED{_output.NewLine}");
    }

    [Fact]
    public async Task A_run_that_is_ended_early_says_so_and_keeps_what_it_has()
    {
        TinyPackage.WriteTopics(Zoo);
        using var cancellation = new CancellationTokenSource();
        var run = RunAsync(Options with { Duration = TimeSpan.FromMinutes(10), Interval = TimeSpan.FromSeconds(.2) }, cancellation.Token);
        await FirstRowAsync();

        await cancellation.CancelAsync();

        (await run).Should().BeTrue($"nothing went wrong; it said: {_output}");
        _output.ToString().Should().Contain("ended early, after 0").And.Contain(" of 10 minutes", "nobody must take it for a whole run");
        Rows().Should().NotBeEmpty("what was measured is there");
        File.Exists(Sub("figures", SoakRun.SvgFile)).Should().BeTrue("what was measured is drawn");
    }

    [Fact]
    public async Task A_zoo_without_classifiers_is_refused()
    {
        Directory.CreateDirectory(Zoo);

        var act = () => RunAsync(Options);

        (await act.Should().ThrowAsync<RnnOnnxException>("there is nothing to ask")).WithMessage("*holds no model that classifies*--models*");
    }

    [Fact]
    public void Models_that_differ_are_chosen_before_those_that_are_like_others()
    {
        TinyPackage.WriteBag(Zoo, "a-bag");
        TinyPackage.WriteBag(Zoo, "b-bag");
        TinyPackage.WriteTopics(Zoo, "c-topics");
        TinyPackage.WritePosition(Zoo, "d-position");
        using var zoo = ModelZoo.Open(Zoo);

        ModelChoice.Varied(zoo, 3).Should().Equal(["a-bag", "c-topics", "d-position"], "two models that are alike try the same twice");
        ModelChoice.Varied(zoo, 9).Should().HaveCount(4, "there are no more");
    }

    private string Sub(params string[] names) => Path.Combine([_folder.Path, .. names]);

    private Task<bool> RunAsync(SoakOptions options, CancellationToken cancellation = default) => new SoakRun(options, TimeProvider.System).RunAsync(_output, cancellation);

    // The load has begun when the first figures of it are there.
    private async Task FirstRowAsync()
    {
        var csv = Sub("figures", SoakRun.CsvFile);
        for (var i = 0; i < 600 && !(File.Exists(csv) && Lines(csv).Length > 1); i++)
        {
            await Task.Delay(50);
        }
    }

    private static string[] Lines(string path)
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private Dictionary<string, double>[] Rows()
    {
        var lines = Lines(Sub("figures", SoakRun.CsvFile));
        var names = lines[0].Split(',');
        names.Should().Equal(
            ["seconds", "requests", "wrong", "failed", "cancelled", "overloaded", "disposed", "reloads", "p50_ms", "p99_ms", "managed_mb", "resident_mb", "threads", "open_files"],
            "sheets and scripts name the columns");
        return [.. lines.Skip(1).Select(line => names.Zip(line.Split(','), static (name, cell) => (name, cell)).ToDictionary(static pair => pair.name, static pair => Number(pair.cell)))];
    }

    private static double Number(string cell) => cell.Length == 0 ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture);

    private static double Sum(Dictionary<string, double>[] rows, string column) => rows.Sum(row => row[column]);
}
