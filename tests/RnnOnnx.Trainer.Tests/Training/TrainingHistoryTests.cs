using System.Xml.Linq;
using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training;

[Collection(SampleZooCollection.Name)]
public sealed class TrainingHistoryTests(SampleZoo zoo)
{
    private static readonly EpochFigures[] Epochs =
    [
        new(1, 0.6931471805599453, 0.5, new Figures(0.65, 0.625), new Figures(0.66, 0.6), 1.5, 96),
        new(2, 1.0 / 3, 0.9, new Figures(0.7, 0.75), null, 7.25, 96),
    ];

    [Fact]
    public void The_table_has_no_times_and_loses_no_digit()
    {
        var history = TrainingHistory.Of(Epochs);

        history.Csv().Should().Be(
            """
            epoch,loss,accuracy,validation_loss,validation_accuracy,test_loss,test_accuracy
            1,0.6931471805599453,0.5,0.65,0.625,0.66,0.6
            2,0.3333333333333333,0.9,0.7,0.75,,

            """,
            "the same seed must give the same package, however fast the machine is");
        TrainingHistory.Parse(history.Csv()).Rows.Should().Equal(history.Rows);
        TrainingHistory.Parse(history.Csv(("seconds", place => place + 0.5))).Rows.Should().Equal(history.Rows, "a log's table has further columns");
        TrainingHistory.Parse("learning_rate," + history.Csv().Replace("\n1,", "\n0.001,1,", StringComparison.Ordinal).Replace("\n2,", "\n0.001,2,", StringComparison.Ordinal)).Rows
            .Should().Equal(history.Rows, "a column more must not shift the others");
    }

    [Theory]
    [InlineData("", "the first line should have the columns epoch, loss*")]
    [InlineData("epoch,loss\n1,2\n", "the first line should have the columns epoch, loss*")]
    [InlineData("epoch,loss,accuracy,validation_loss,validation_accuracy,test_loss,test_accuracy\n1,x,0,0,0,,\n", "line 2 has no number in the column loss")]
    [InlineData("epoch,loss,accuracy,validation_loss,validation_accuracy,test_loss,test_accuracy\n1,1\n", "line 2 has no number in the column accuracy")]
    public void What_is_no_history_is_named(string text, string message) =>
        FluentActions.Invoking(() => TrainingHistory.Parse(text)).Should().Throw<FormatException>().WithMessage(message);

    [Fact]
    public void Packages_of_trained_networks_have_their_history_and_its_picture()
    {
        foreach (var architecture in ArchitectureRegistry.Zoo)
        {
            var package = ModelPackage.Open(Path.Combine(zoo.Path, architecture.Id));
            var files = package.Manifest.Files.Select(f => f.Path);
            if (architecture.Members.Count > 0)
            {
                files.Should().NotContain([TrainingHistory.FileName, TrainingHistory.CurveFileName], "nothing was trained for an ensemble");
                continue;
            }

            files.Should().Contain([TrainingHistory.FileName, TrainingHistory.CurveFileName], "a file without a hash can be swapped unnoticed");
            var training = package.Manifest.Training;
            var rows = TrainingHistory.Parse(File.ReadAllText(Path.Combine(package.Folder, TrainingHistory.FileName))).Rows;
            rows.Should().HaveCount(training.Epochs);
            rows[training.BestEpoch - 1].ValidationAccuracy.Should().Be(training.Metrics["validation_accuracy"], "it is the epoch whose weights are in the package");
            var picture = File.ReadAllText(Path.Combine(package.Folder, TrainingHistory.CurveFileName));
            XDocument.Parse(picture).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)
                .Should().Contain(["training", "validation", "loss in nats", $"epoch {training.BestEpoch} kept"]);
            File.ReadAllText(Path.Combine(package.Folder, "README.md")).Should().Contain($"({TrainingHistory.CurveFileName})");
        }
    }
}
