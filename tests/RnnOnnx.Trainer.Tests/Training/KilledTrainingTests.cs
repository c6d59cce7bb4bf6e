using System.Diagnostics;
using FluentAssertions;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;
using Xunit.Abstractions;

namespace RnnOnnx.Trainer.Tests.Training;

/// <summary>Training in a process that is killed again and again, twenty times in all.</summary>
public sealed class KilledTrainingTests(ITestOutputHelper log) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("reuters-lstm", 13)]
    [InlineData("char-generator", 7)]
    public void Training_that_is_killed_at_any_moment_ends_with_the_same_files_as_one_that_is_not(string model, int kills)
    {
        // A package that is there already has to be replaced, and must not be what is compared.
        var (older, reference, zoo) = (Zoo("older"), Zoo("reference"), Zoo("zoo"));
        Run(model, older, seed: 2);
        FolderContents.Copy(older, reference);
        var (_, whole) = Run(model, reference, seed: 1);
        var random = new Random(20);
        var (killed, resumed, passes) = (0, 0, 0);
        while (killed < kills)
        {
            Directory.Delete(zoo, recursive: true);
            FolderContents.Copy(older, zoo);
            passes++;
            bool isKilled;
            do
            {
                // From the moment at which the texts are ready, so over steps, checkpoints, export, packaging and the end of the process.
                var (output, _) = Run(model, zoo, seed: 1, killed < kills ? whole * random.NextDouble() : null);
                isKilled = output is null;
                killed += isKilled ? 1 : 0;
                resumed += output?.Contains($"{model}: goes on after epoch ", StringComparison.Ordinal) == true ? 1 : 0;
            }
            while (isKilled);

            FolderContents.Of(zoo).Should().Equal(FolderContents.Of(reference), "a model must not depend on whether somebody killed its training");
        }

        log.WriteLine($"{model}: {whole.TotalSeconds:F1} s from texts to package, {killed} kills, {passes} packages, {resumed} of them finished by a process that went on from a checkpoint");
        resumed.Should().BePositive("if every run started over, nothing would have been kept");
    }

    // A killed run gives no output.
    private static (string? Output, TimeSpan FromTexts) Run(string model, string zoo, int seed, TimeSpan? killAfter = null)
    {
        using var process = TrainerProcess.Start([], "train", model, "--corpus", "sample", "--epochs", "4", "--texts", "32", "--seed", $"{seed}", "--models", zoo);
        var error = process.StandardError.ReadToEndAsync();
        var start = "";
        while (process.StandardOutput.ReadLine() is { } line)
        {
            start += line + "\n";
            if (line.Contains("; recipe ", StringComparison.Ordinal))
            {
                break;
            }
        }

        var watch = Stopwatch.StartNew();
        var rest = process.StandardOutput.ReadToEndAsync();
        if (killAfter is { } delay && !process.WaitForExit(delay))
        {
            process.Kill();
            process.WaitForExit();
            return (null, watch.Elapsed);
        }

        process.WaitForExit();
        var output = start + rest.Result;
        process.ExitCode.Should().Be(0, "a run that is left alone comes to its end; it said {0}{1}", output, error.Result);
        return (output, watch.Elapsed);
    }

    private string Zoo(string name) => Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
}
