using System.Diagnostics;
using FluentAssertions;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;
using Xunit.Abstractions;

namespace RnnOnnx.Trainer.Tests.Training;

/// <summary>Training in a process that is killed again and again, twenty times in all.</summary>
public sealed class KilledTrainingTests(ITestOutputHelper log) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("reviews-lstm-dropout", "own.csv", 12)]
    [InlineData("char-generator", "real", 8)]
    public void Training_that_is_killed_at_any_moment_ends_with_the_same_files_as_one_that_is_not(string model, string corpus, int kills)
    {
        // Few and short texts, so that much of the time goes into checkpoints and the package.
        WrittenReviews.Write(_folder.Path, 10, "A good film.", "A dull film!", "I laughed.", "It is dull.");
        File.WriteAllLines(Path.Combine(_folder.Path, "own.csv"), ["label,text", .. Enumerable.Range(0, 60).Select(i => $"{i % 2},a {(i % 2 == 0 ? "dull" : "good")} film of {i} minutes")]);
        (IReadOnlyList<string>? Lines, TimeSpan Duration) Run(string zoo, int seed, (int Lines, TimeSpan Further)? kill = null) =>
            Train(kill, model, "--corpus", corpus == "real" ? corpus : Path.Combine(_folder.Path, corpus), "--recipe", "sample", "--epochs", "6", "--seed", $"{seed}", "--models", zoo);

        // A package that is there already has to be replaced, and must not be what is compared.
        var (older, reference, zoo) = (Zoo("older"), Zoo("reference"), Zoo("zoo"));
        Run(older, seed: 2);
        FolderContents.Copy(older, reference);
        var (lines, duration) = Run(reference, seed: 1);
        var random = new Random(20);
        var (killed, cutWrites, resumed, passes) = (0, 0, 0, 0);
        while (killed < kills)
        {
            Directory.Delete(zoo, recursive: true);
            FolderContents.Copy(older, zoo);
            passes++;
            bool isKilled;
            do
            {
                // Anywhere between two lines, so in preparation, steps, checkpoints, export, packaging or the end of the process.
                var moment = (random.Next(lines!.Count + 1), 2 * random.NextDouble() * duration / lines.Count);
                var (output, _) = Run(zoo, seed: 1, killed < kills ? moment : null);
                isKilled = output is null;
                killed += isKilled ? 1 : 0;
                cutWrites += isKilled && Directory.EnumerateFileSystemEntries(zoo, "*.tmp*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Any() ? 1 : 0;
                resumed += output?.Any(line => line.StartsWith($"{model}: goes on after epoch ", StringComparison.Ordinal)) == true ? 1 : 0;
            }
            while (isKilled);

            FolderContents.Of(zoo).Should().Equal(FolderContents.Of(reference), "a model must not depend on whether somebody killed its training");
        }

        log.WriteLine($"{model}: {duration.TotalSeconds:F1} s for a run, {killed} kills, half-written files after {cutWrites} of them, {passes} packages, {resumed} of them finished by a process that went on from a checkpoint");
        resumed.Should().BePositive("if every run started over, nothing would have been kept");
    }

    // A run that is killed after so many lines and some further time gives no lines.
    private (IReadOnlyList<string>? Lines, TimeSpan Duration) Train((int Lines, TimeSpan Further)? kill, params string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        using var process = TrainerProcess.Start([("RNNONNX_DATA", _folder.Path)], ["train", .. arguments]);
        var error = process.StandardError.ReadToEndAsync();
        var lines = new List<string>();
        while (lines.Count != kill?.Lines && process.StandardOutput.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        if (kill is { } moment && lines.Count == moment.Lines && !process.WaitForExit(moment.Further))
        {
            process.Kill();
            process.WaitForExit();
            return (null, watch.Elapsed);
        }

        lines.AddRange(process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        process.WaitForExit();
        process.ExitCode.Should().Be(0, "a run that is left alone comes to its end; it said {0} {1}", string.Join('\n', lines), error.Result);
        return (lines, watch.Elapsed);
    }

    private string Zoo(string name) => Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
}
