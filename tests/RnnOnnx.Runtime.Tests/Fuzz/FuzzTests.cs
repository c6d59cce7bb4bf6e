using FluentAssertions;
using RnnOnnx.Fuzz;
using RnnOnnx.Fuzz.Cases;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Fuzz;

public sealed class FuzzTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Hostile_inputs_are_refused_with_an_error_of_the_library_or_give_good_results()
    {
        var tally = await Run(new FuzzOptions { Seed = 20260, Count = 2000, Jobs = 2 });

        tally.Failures.Should().BeEmpty("a hostile package or text must end in an error that an application can handle");
        tally.Total.Should().Be(2000, "every case must be counted");
        foreach (var kind in FuzzKind.All.Where(static kind => kind.Share > 1))
        {
            Enum.GetValues<Verdict>().Sum(verdict => tally.Count(kind.Name, verdict)).Should().BePositive($"{kind.Name} must be tried");
        }

        tally.Count(Verdict.Accepted).Should().BeGreaterThan(200, "cases that all stop at the first check try nothing behind it");
    }

    [Theory]
    [InlineData(nameof(TrapKind.Crash), nameof(Verdict.Crash))]
    [InlineData(nameof(TrapKind.Hang), nameof(Verdict.Hang))]
    [InlineData(nameof(TrapKind.Untyped), nameof(Verdict.Untyped))]
    [InlineData(nameof(TrapKind.Accepted), nameof(Verdict.Wrong))]
    public async Task What_goes_wrong_in_a_case_is_counted_kept_and_survived(string trap, string verdict)
    {
        var tally = await Run(new FuzzOptions { Count = 6, Kinds = ["text-odd"], Trap = new Trap(Enum.Parse<TrapKind>(trap), 3), Patience = TimeSpan.FromSeconds(1), Save = _folder.Path });

        tally.Total.Should().Be(6, "the cases after a failure must be run");
        var failure = tally.Failures.Should().ContainSingle("the others are harmless").Which;
        (failure.Case, failure.Kind, failure.Verdict).Should().Be((3, "text-odd", Enum.Parse<Verdict>(verdict)), "who mends it must know the case");
        var kept = Directory.GetDirectories(_folder.Path).Should().ContainSingle("the input must not be lost").Which;
        File.ReadAllText(Path.Combine(kept, "outcome.txt")).Should().StartWith("--seed 1 --first 3 --count 1 --kind text-odd\n", "the case must be run again with these options");
        Directory.GetFiles(kept).Should().HaveCount(2, "the text lies beside what became of it");
    }

    [Fact]
    public async Task Memory_beyond_the_bound_is_a_failure()
    {
        var tally = await Run(new FuzzOptions { Count = 2, Kinds = ["text-odd"], Memory = 1 });

        tally.Count("text-odd", Verdict.Memory).Should().Be(2, "no process of .NET fits into a megabyte");
    }

    [Fact]
    public void The_same_seed_makes_the_same_cases()
    {
        var (first, again, other) = (_folder.Sub("first"), _folder.Sub("again"), _folder.Sub("other"));
        foreach (var (folder, seed) in new[] { (first, 5), (again, 5), (other, 6) })
        {
            Directory.CreateDirectory(folder);
            FuzzKind.Of(seed, 77, ["graph-bytes"]).Case.Write(folder);
        }

        Contents(again).Should().Equal(Contents(first), "a failure that nobody can repeat cannot be mended");
        Contents(other).Should().NotEqual(Contents(first), "another seed must try something else");
    }

    public void Dispose() => _folder.Dispose();

    private static Task<Tally> Run(FuzzOptions options) => new Supervisor(options, TimeProvider.System).Run(default);

    private static string[] Contents(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => $"{Path.GetRelativePath(folder, path)} {Convert.ToHexString(File.ReadAllBytes(path))}")];
}
