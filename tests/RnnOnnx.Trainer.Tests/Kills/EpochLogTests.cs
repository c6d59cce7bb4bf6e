using FluentAssertions;
using RnnOnnx.Kills;
using RnnOnnx.Kills.Zoos;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Kills;

public sealed class EpochLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EpochLog _log;

    public EpochLogTests() => _log = new EpochLog(_folder.Path, "small");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public void No_more_is_lost_than_the_epoch_in_hand(int kept, bool isGood)
    {
        Keep(kept);
        _log.Read(Run(1, 2)).Should().BeEmpty();
        (_log.AfterKill() is null).Should().Be(isGood, "the figures of an epoch are told before its state is kept, and those of the one before after it");
    }

    [Theory]
    [InlineData("small: goes on after epoch 3 of 6, from a file|small: epoch 4/6  loss 0.5", true)]
    [InlineData("small: epoch 4/6  loss 0.5", true)]
    [InlineData("small: goes on after epoch 2 of 6, from a file", false)]
    [InlineData("small: epoch 1/6  loss 0.5", false)]
    [InlineData("small: a file is damaged, so training starts over", false)]
    public void The_next_run_goes_on_after_what_was_kept(string lines, bool isGood)
    {
        Keep(3);
        _log.Read(Run(1, 2, 3)).Should().BeEmpty();
        _log.AfterKill().Should().BeNull();
        (!_log.Read(Run(lines.Split('|'))).Any()).Should().Be(isGood);
    }

    [Fact]
    public void A_run_is_finished_when_its_state_has_given_way_to_a_note()
    {
        Keep(6);
        _log.IsFinished.Should().BeFalse();
        File.WriteAllText(State(".done"), "");
        _log.IsFinished.Should().BeFalse("a process that died between the two does it again");
        File.Delete(State(".checkpoint"));
        _log.IsFinished.Should().BeTrue();
        _log.AfterKill().Should().BeNull();
        _log.Kept.Should().Be(6);
    }

    [Fact]
    public void State_that_cannot_be_read_is_a_fault()
    {
        Keep(3);
        File.WriteAllBytes(State(".checkpoint"), File.ReadAllBytes(State(".checkpoint"))[..10]);
        _log.AfterKill().Should().Contain("cannot be read");
    }

    private static VictimRun Run(params int[] epochs) => Run([.. epochs.Select(epoch => $"small: epoch {epoch}/6  loss 0.5000  accuracy 0.5000")]);

    private static VictimRun Run(params string[] lines) => new([.. lines.Select(line => (line, TimeSpan.Zero))], "", TimeSpan.Zero, 137, true);

    private string State(string extension) => Path.Combine(_folder.Path, TrainingCheckpoint.FolderName, "small-seed1-0123456789abcdef" + extension);

    private void Keep(int epoch)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(State(""))!);
        if (epoch > 0)
        {
            using var writer = new BinaryWriter(File.Create(State(".checkpoint")));
            writer.Write("RnnOnnx checkpoint 1");
            writer.Write("program");
            writer.Write($"after epoch {epoch} of 6");
        }
    }
}
