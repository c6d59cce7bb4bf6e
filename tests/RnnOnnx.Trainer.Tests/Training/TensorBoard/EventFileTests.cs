using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training.TensorBoard;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training.TensorBoard;

public sealed class EventFileTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250);

    [Fact]
    public void A_file_is_what_the_format_s_description_says()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider(Start);
        var file = EventFile.Create(folder.Path, time);
        time.Advance(TimeSpan.FromSeconds(2));
        file.Write(50, [("batch_loss", 0.625), ("batch_accuracy", 0)]);
        file.Write(300_000_000_000, [("batch_loss", double.NaN)]);

        var path = EventFile.In(folder.Path).Should().ContainSingle().Subject;
        Path.GetFileName(path).Should().Be("events.out.tfevents.1700000000.rnnonnx.0000", "TensorBoard knows its files by this name, and a machine's name is nobody's business");
        var records = EventRecords.Read(path);
        records.Select(r => (r.WallTime, r.Step, r.FileVersion)).Should().Equal([(1_700_000_000.25, 0, "brain.Event:2"), (1_700_000_002.25, 50, null), (1_700_000_002.25, 300_000_000_000, null)]);
        records[1].Scalars.Should().Equal([("batch_loss", 0.625f), ("batch_accuracy", 0f)], "a zero is a figure too");
        records[2].Scalars.Should().ContainSingle().Which.Value.Should().Be(float.NaN);
    }

    [Fact]
    public void A_further_file_comes_after_the_first_in_the_same_second()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider(Start);
        EventFile.Create(folder.Path, time);
        EventFile.Create(folder.Path, time);
        EventFile.In(folder.Path).Select(Path.GetFileName).Should().Equal(["events.out.tfevents.1700000000.rnnonnx.0000", "events.out.tfevents.1700000000.rnnonnx.0001"], "TensorBoard reads them by name");
    }

    [Fact]
    public void What_was_written_is_read_back_up_to_where_a_process_was_killed()
    {
        using var folder = new TemporaryFolder();
        var file = EventFile.Create(folder.Path, new FakeTimeProvider(Start));
        file.Write(1, [("a", 1), ("b", 2)]);
        file.Write(2, [("a", 3)]);
        var path = EventFile.In(folder.Path)[0];
        var whole = File.ReadAllBytes(path);
        var last = EventFile.Read(path).ToArray();
        last.Should().Equal([(1, "a", 1), (1, "b", 2), (2, "a", 3)]);

        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            EventFile.Read(path).ToArray().Should().Equal(last[..EventFile.Read(path).Count()]).And.HaveCountLessThan(3, "the last record is cut short");
        }

        foreach (var place in Enumerable.Range(0, whole.Length))
        {
            var damaged = whole.ToArray();
            damaged[place] ^= 0x10;
            File.WriteAllBytes(path, damaged);
            EventFile.Read(path).Except(last).Should().BeEmpty("a checksum tells what can be trusted");
        }
    }
}
