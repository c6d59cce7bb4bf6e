using FluentAssertions;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Commands;

public sealed class LogsOptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Models => Path.Combine(_folder.Path, "models");

    private string Logs => Path.Combine(_folder.Path, "logs");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Logs_are_written_where_they_are_asked_for()
    {
        var (code, _, error) = Train("--epochs", "2", "--logs", Logs);
        code.Should().Be(0, error);
        var run = Path.Combine(Logs, "imdb-simple-rnn-sample-seed1");
        File.ReadAllLines(Path.Combine(run, "history.csv")).Should().HaveCount(3, "a header and a row per epoch");
        EventRecords.Scalars(Path.Combine(run, "train")).Select(s => (s.Tag, s.Step)).Should().Equal(
            [("epoch_loss", 1), ("epoch_accuracy", 1), ("epoch_learning_rate", 1), ("epoch_loss", 2), ("epoch_accuracy", 2), ("epoch_learning_rate", 2)], "96 texts are 3 steps an epoch, fewer than a batch record takes");
        EventRecords.Scalars(Path.Combine(run, "validation")).Should().HaveCount(4);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_ends_training_before_it_begins()
    {
        File.WriteAllText(Logs, "a file is in the way");
        var (code, output, error) = Train("--epochs", "1", "--logs", Logs);
        code.Should().Be(1);
        error.Should().Contain(Logs).And.Contain("--logs").And.NotContain("   at ", "one line says what to do");
        output.Should().NotContain("epoch 1/1");
    }

    private (int Code, string Output, string Error) Train(params string[] arguments) =>
        TrainerProcess.Run([], ["train", "imdb-simple-rnn", "--corpus", "sample", "--texts", "96", "--models", Models, .. arguments]);
}
