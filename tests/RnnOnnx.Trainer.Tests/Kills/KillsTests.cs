using FluentAssertions;
using RnnOnnx.Kills;
using RnnOnnx.Kills.Downloads;
using RnnOnnx.Kills.Zoos;
using Xunit;
using Xunit.Abstractions;

namespace RnnOnnx.Trainer.Tests.Kills;

/// <summary>Processes that are killed at random moments, a few of each kind; <c>make kills</c> does it a hundred times.</summary>
public sealed class KillsTests(ITestOutputHelper log)
{
    [Fact]
    public void Training_that_is_killed_at_any_moment_ends_with_the_same_files_as_one_that_is_not() => Lose(nothing: new TrainingKind(TrainingScenario.All), kills: 20);

    [Fact]
    public void An_export_that_is_killed_leaves_the_older_package_or_the_new_one() => Lose(nothing: new ExportKind(TrainingScenario.All[0]), kills: 4);

    [Fact]
    public void A_compression_that_is_killed_leaves_the_larger_package_or_the_smaller_one() => Lose(nothing: new PackagingKind(), kills: 5);

    [Fact]
    public void A_download_that_is_killed_goes_on_where_it_was() => Lose(nothing: new DownloadKind(), kills: 6);

    [Fact]
    public void What_is_lost_is_counted_and_told_with_the_numbers_that_repeat_it()
    {
        using var output = new StringWriter();
        var kind = new Careless();
        var tallies = Run(kind, new KillOptions { Seed = 5, Kills = new Dictionary<string, int> { [kind.Name] = 10 } }, output);
        Tally.Write(output, tallies);

        var tally = tallies.Should().ContainSingle().Which;
        tally.Kills.Should().Be(10, "a run is promised that many");
        var failure = tally.Failures.Should().ContainSingle("the other trials lose nothing").Which;
        (failure.Seed, failure.Kind, failure.Trial).Should().Be((5, "careless", 1), "who mends it must know what to repeat");
        output.ToString().Should().Contain("(again: --seed 5 --kind careless --trial 1): a page").And.Contain("10 kills, 1 FAILURES");
        Run(kind, new KillOptions { Seed = 5, Kills = new Dictionary<string, int> { [kind.Name] = 10 }, Trial = 1 }, output).Single().Failures.Single().Detail.Should().Be(failure.Detail, "the trial alone draws the same");
    }

    private void Lose(IKillKind nothing, int kills)
    {
        using var output = new StringWriter();
        var tallies = Run(nothing, new KillOptions { Seed = 20, Kills = new Dictionary<string, int> { [nothing.Name] = kills } }, output);
        Tally.Write(output, tallies);
        log.WriteLine(output.ToString());

        var tally = tallies.Should().ContainSingle().Which;
        tally.Failures.Select(failure => failure.ToString()).Should().BeEmpty("whoever pulls the plug must not lose a package, nor more work than that of one epoch");
        tally.Kills.Should().Be(kills);
        tally.Checked.Should().BePositive("somebody must have looked");
    }

    private static IReadOnlyList<Tally> Run(IKillKind kind, KillOptions options, StringWriter output) => new Supervisor(options, [kind], output).Run(default);

    /// <summary>Loses a page in the second trial, and draws a number to tell it.</summary>
    private sealed class Careless : IKillKind
    {
        public string Name => "careless";

        public void Prepare(string folder)
        {
        }

        public KillTrial Begin(string folder, int number) => new Trial(number);

        private sealed class Trial(int number) : KillTrial
        {
            private int _drawn;

            public override VictimRun Run(Random? random)
            {
                _drawn = random?.Next() ?? _drawn;
                return new VictimRun([], "", TimeSpan.Zero, random is null ? 0 : 137, random is not null);
            }

            public override void AfterKill(VictimRun run)
            {
            }

            public override void AtEnd()
            {
                if (number == 1)
                {
                    Faults.Add($"a page {_drawn}");
                }
            }
        }
    }
}
