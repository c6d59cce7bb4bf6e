using System.CommandLine;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using RnnOnnx.Trainer.Configuration;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Configuration;

/// <summary>Settings of appsettings.json and of the environment stand for options that the command line leaves out.</summary>
public sealed class OptionSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Option<int?> _epochs = new("--epochs") { Description = "Epochs" };
    private readonly Option<int[]> _seed = new("--seed") { AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1] };
    private readonly Option<bool> _noSkip = new("--no-padding-skip");
    private readonly Option<string?> _secret = new("--job") { Hidden = true };
    private readonly Argument<string[]> _models = new("model");
    private readonly Command _train;
    private readonly RootCommand _root;

    public OptionSettingsTests()
    {
        _train = new Command("train") { _models, _epochs, _seed, _noSkip, _secret };
        _train.SetAction(_ => 0);
        _root = new RootCommand { _train, new Command("list") };
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_setting_stands_for_an_option_that_is_left_out_and_the_command_line_wins()
    {
        var settings = """{ "Training": { "Epochs": 3, "Seed": [4, 5], "NoPaddingSkip": true } }""";
        var parsed = Complete(settings, "train imdb-lstm imdb-cnn");
        parsed.GetValue(_epochs).Should().Be(3);
        parsed.GetValue(_seed).Should().Equal(4, 5);
        parsed.GetValue(_noSkip).Should().BeTrue();
        parsed.GetValue(_models).Should().Equal(["imdb-lstm", "imdb-cnn"], "an option of several values must not take the networks for some");

        Complete(settings, "train --epochs 7 --seed 1 -- imdb-lstm").GetValue(_epochs).Should().Be(7, "what is asked for now counts most");
        Complete(settings, "train --epochs 7 --seed 1 -- imdb-lstm").GetValue(_models).Should().Equal(["imdb-lstm"], "what stands after -- is no option");
        Complete(settings, "train --no-padding-skip=false imdb-lstm").GetValue(_noSkip).Should().BeFalse("a flag can be taken back");
    }

    [Fact]
    public void The_current_folder_wins_over_the_program_s_and_the_environment_over_both()
    {
        var (program, current) = (Directory.CreateDirectory(Path.Combine(_folder.Path, "program")).FullName, Directory.CreateDirectory(Path.Combine(_folder.Path, "current")).FullName);
        File.WriteAllText(Path.Combine(program, "appsettings.json"), """{ "Training": { "Epochs": 1, "Seed": [1], "Texts": 20 } }""");
        File.WriteAllText(Path.Combine(current, "appsettings.json"), """{ "Training": { "Epochs": 2, "Seed": [2] } }""");
        Environment.SetEnvironmentVariable("RNNONNX_TRAINING__EPOCHS", "3");
        try
        {
            var read = TrainerConfiguration.Read(program, current);
            new[] { "Epochs", "Seed:0", "Texts" }.Select(key => read[$"Training:{key}"]).Should().Equal("3", "2", "20");
        }
        finally
        {
            Environment.SetEnvironmentVariable("RNNONNX_TRAINING__EPOCHS", null);
        }
    }

    [Theory]
    [InlineData("""{ "Training": { "Epochs": "x" } }""", "Training:Epochs in *appsettings.json: *'x'*")]
    [InlineData("""{ "Training": { "Seed": [1, "y"] } }""", "Training:Seed in *appsettings.json: *'y'*")]
    [InlineData("""{ "Training": { "NoPaddingSkip": "maybe" } }""", "Training:NoPaddingSkip in *appsettings.json is 'maybe', and takes true or false")]
    [InlineData("""{ "Training": { "Epoch": 3 } }""", "Training:Epoch in *appsettings.json is no setting; there are Epochs, NoPaddingSkip, Recipes, Seed")]
    [InlineData("""{ "Training": { "Job": "imdb-lstm/1" } }""", "Training:Job in *is no setting*")]
    [InlineData("""{ "Training": { "Epochs": 3 """, "*appsettings.json*Correct the file*")]
    public void A_wrong_setting_is_named_with_its_file(string settings, string message) =>
        FluentActions.Invoking(() => Complete(settings, "train imdb-lstm")).Should().Throw<ConfigurationException>("a setting without effect is worse than none").WithMessage(message);

    [Fact]
    public void Help_and_other_commands_are_left_alone()
    {
        var wrong = """{ "Training": { "Epoch": 3 } }""";
        Complete(wrong, "train --help").Errors.Should().BeEmpty("who looks for the name of a setting must find it");
        Complete(wrong, "list").Errors.Should().BeEmpty();
        OptionSettings.Describe([_train, new Command("train-all") { _epochs }]);
        _epochs.Description.Should().Be("Epochs [Training:Epochs]", "an option that two commands share is one setting");
    }

    private ParseResult Complete(string settings, string words)
    {
        File.WriteAllText(Path.Combine(_folder.Path, "appsettings.json"), settings);
        return new OptionSettings(TrainerConfiguration.Read(_folder.Path)).Complete(_root, _root.Parse(words.Split(' ')), [_train]);
    }
}
