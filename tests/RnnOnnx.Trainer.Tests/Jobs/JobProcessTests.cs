using System.Diagnostics;
using FluentAssertions;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Jobs;

/// <summary>Models that train side by side, each in a process of its own.</summary>
public sealed class JobProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_seed_gives_the_same_packages_however_many_train_at_once()
    {
        // The last two write the same vectors.
        string[] models = ["reviews-lstm-dropout", "imdb-w2v-lstm-200", "imdb-w2v-gru-200"];
        var alone = Train("1", [.. models, "--texts", "64", "--epochs", "2", "--seed", "2"]);
        var together = Train("3", [.. models, "--texts", "64", "--epochs", "2", "--seed", "1", "2"]);

        alone.Keys.Should().Contain(["reviews-lstm-dropout/1/model.onnx", "imdb-w2v-gru-200/manifest.json", "index.json"]);
        together.Keys.Should().BeEquivalentTo(alone.Keys, "packages of other seeds do not stay");
        together.Where(file => !file.Value.AsSpan().SequenceEqual(alone[file.Key])).Select(file => file.Key).Should().BeEmpty("a result that depends on what else ran cannot be repeated");
    }

    [Fact]
    public void Every_model_has_its_row_though_all_end_at_once()
    {
        var models = Path.Combine(_folder.Path, "own");
        var (code, output, error) = TrainerProcess.Run(
            [("RNNONNX_Training__Recipes__reviews-simple-rnn__short__Epochs", "1"), ("RNNONNX_Training__Recipes__reviews-simple-rnn__short__KeepsBest", "false")],
            "train", "reviews-simple-rnn", "--recipe", "short", "--corpus", "sample", "--seed", "1", "2", "3", "4", "--jobs", "4", "--models", models);
        (code, error).Should().Be((0, ""), output);
        File.ReadAllLines(Path.Combine(models, "results.csv"))[1..].Select(row => string.Join(',', row.Split(',').Take(6))).Should().Equal(
            [.. Enumerable.Range(1, 4).Select(seed => $"reviews-simple-rnn,reviews-sample,own-50d,short,{seed},1")], "a lost row is a lost result");
        Directory.EnumerateFileSystemEntries(Path.Combine(models, ".seeds")).Should().BeEmpty("only the last seed's package stays");
        output.Should().Contain("reviews-simple-rnn, seed 3: test accuracy", "the lines of several seeds must be told apart").And.Contain("texts (epoch 1, the last)", "nobody chose it").And.MatchRegex(@"train: 4 trained, 0 up to date, 0 failed, in [\d.]+ minutes, 4 at a time, with [\d.]+ minutes of processor time; at most \d+ MB of memory in one");
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_the_children_too_and_says_which(string signal)
    {
        using var parent = Endless();
        var children = await Children(parent, 2);
        Process.Start("kill", [$"-{signal}", $"{parent.Id}"]).WaitForExit();
        var output = await parent.StandardOutput.ReadToEndAsync();
        await parent.WaitForExitAsync();

        parent.ExitCode.Should().Be(130, "this is how shells are told of an interrupt");
        output.Should().ContainAll(children.Select(child => $"(process {child})"));
        children.Should().NotContain(child => IsAlive(child), "a training that nobody watches takes a core for hours");
        (await parent.StandardError.ReadToEndAsync()).Should().Contain("stopped").And.NotContain("   at ");
        Directory.EnumerateDirectories(_folder.Path).Select(Path.GetFileName).Should().BeSubsetOf([TrainingCheckpoint.FolderName, MadeVectors.FolderName], "what was not finished is not put in place, but for its checkpoint and the word vectors");
    }

    [Fact]
    public async Task The_children_of_a_parent_that_was_killed_end_at_once()
    {
        using var parent = Endless();
        var children = await Children(parent, 2);
        parent.Kill(entireProcessTree: false);
        await parent.WaitForExitAsync();
        while (children.Any(IsAlive))
        {
            await Task.Delay(20);
        }
    }

    [Fact]
    public async Task A_child_that_was_killed_is_a_failure_of_its_model_alone()
    {
        using var parent = TrainerProcess.Start([], "train", "reviews-simple-rnn", "reviews-lstm", "--corpus", "sample", "--epochs", "1", "--jobs", "1", "--models", _folder.Path);
        var child = (await Children(parent, 1))[0];
        using (var process = Process.GetProcessById(child))
        {
            process.Kill();
        }

        var output = await parent.StandardOutput.ReadToEndAsync();
        await parent.WaitForExitAsync();
        parent.ExitCode.Should().Be(1, "a script must notice");
        output.Should().Contain("1 trained, 0 up to date, 1 failed", "the other model has nothing to do with it");
        (await parent.StandardError.ReadToEndAsync()).Should().Contain("reviews-simple-rnn: its process ended with code 137: it was killed").And.Contain("--jobs");
    }

    private Process Endless() => TrainerProcess.Start([], "train", "reviews-lstm", "reviews-gru", "--corpus", "sample", "--epochs", "100000", "--jobs", "2", "--models", _folder.Path);

    // Once they train: a child that still starts has no handler for signals yet.
    private static async Task<int[]> Children(Process parent, int count)
    {
        var training = new HashSet<string>();
        while (training.Count < count && await parent.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains(": corpus ", StringComparison.Ordinal))
            {
                training.Add(line.Split(':')[0]);
            }
        }

        return [.. Directory.EnumerateDirectories($"/proc/{parent.Id}/task").SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse))];
    }

    private static bool IsAlive(int id) => File.Exists($"/proc/{id}/stat") && File.ReadAllText($"/proc/{id}/stat").Split(") ")[1][0] != 'Z';

    private Dictionary<string, byte[]> Train(string jobs, string[] options)
    {
        var models = Path.Combine(_folder.Path, jobs);
        var (code, output, error) = TrainerProcess.Run([], ["train", .. options, "--corpus", "sample", "--jobs", jobs, "--models", models]);
        (code, error).Should().Be((0, ""), output);
        return Directory.EnumerateFiles(models, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains(TrainingCheckpoint.FolderName, StringComparison.Ordinal))
            .ToDictionary(file => Path.GetRelativePath(models, file), File.ReadAllBytes);
    }
}
