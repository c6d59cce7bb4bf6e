using System.CommandLine;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Studies;
using RnnOnnx.Trainer.Training;
using TorchSharp;

namespace RnnOnnx.Trainer.Commands;

/// <summary><c>study</c>: what the documents look into, each as a table of figures and a picture.</summary>
/// <param name="gradient">Vanishing and exploding gradients.</param>
/// <param name="overfit">Overfitting and its remedies.</param>
/// <param name="complexity">Size against cost and accuracy.</param>
public sealed class StudyCommand(GradientStudy gradient, OverfitStudy overfit, ComplexityStudy complexity)
{
    private static readonly string[] GradientModels = ["imdb-simple-rnn", "imdb-lstm", "reuters-simple-rnn", "reuters-lstm", "reuters-gru"];
    private static readonly string[] WidthModels = ["imdb-simple-rnn", "imdb-lstm"];
    private const string OverfitModel = "imdb-char-lstm";

    private readonly Option<CorpusChoice> _corpus = new("--corpus") { Description = "auto: the real corpora where they are there, else the generated samples", DefaultValueFactory = _ => CorpusChoice.Auto };
    private readonly Option<int> _seed = new("--seed") { Description = "Seed of weights and order", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _models = new("--models") { Description = "Folder of the zoo", DefaultValueFactory = _ => TrainCommand.DefaultModels() };
    private readonly Option<string> _output = new("--output") { Description = "Folder of the study's files", HelpName = "DIR", DefaultValueFactory = _ => DefaultOutput() };
    private readonly Option<string?> _recipe = new("--recipe") { Description = "Recipe by name; without it the document's, or the sample recipe on a sample corpus" };
    private readonly Option<int?> _texts = AtLeast("--texts", "Training texts to use, and at most so many to test on", 20);

    /// <summary>The command with one subcommand for each study.</summary>
    public Command Study() => new("study", "Looks into what the documents discuss; each study writes figures (CSV) and a picture (SVG).") { Gradient(), Overfit(), Complexity() };

    private static string DefaultOutput() => Path.Combine(DataFolder.RepositoryRoot(Environment.CurrentDirectory) ?? Environment.CurrentDirectory, "artifacts", "studies");

    private static Option<int?> AtLeast(string name, string description, int least)
    {
        var option = new Option<int?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(word => int.TryParse(word.Value, out var value) && value < least))
            {
                result.AddError($"{name} is at least {least}");
            }
        });
        return option;
    }

    private Command Gradient()
    {
        var models = new Argument<string[]>("model") { Description = $"Ids of recurrent networks; without any {string.Join(", ", GradientModels)}", Arity = ArgumentArity.ZeroOrMore };
        var texts = AtLeast("--texts", "Texts of the test part to read, the longest of it; 100 by default", 1);
        var steps = AtLeast("--steps", "Ids of each text to read, its last; without it as many as all of them have", 1);
        var batches = AtLeast("--batches", "Training batches whose whole gradient is measured; 20 by default", 1);
        var command = new Command("gradient", "How long the gradient is by distance from the last step, before and after training; trained networks come from the zoo.") { models, texts, steps, batches };
        AddTo(command);
        command.SetAction((parsed, cancellation) => Start(() =>
            gradient.Run(Find(parsed.GetValue(models), GradientModels), Options(parsed), parsed.GetValue(texts) ?? 100, parsed.GetValue(steps), parsed.GetValue(batches) ?? 20, parsed.GetRequiredValue(_output), cancellation)));
        return command;
    }

    private Command Overfit()
    {
        var model = new Argument<string>("model") { Description = "Id of a network", DefaultValueFactory = _ => OverfitModel };
        var epochs = AtLeast("--epochs", $"Epochs; {OverfitStudy.Epochs} by default, as in the document", 1);
        var command = new Command("overfit", "Trains a network for long, and with more dropout, half the units and more texts.") { model, epochs, _texts, _recipe };
        AddTo(command);
        command.SetAction((parsed, cancellation) => Start(() =>
            overfit.Run(ArchitectureRegistry.Find(parsed.GetRequiredValue(model)), Options(parsed) with { Epochs = parsed.GetValue(epochs), Texts = parsed.GetValue(_texts), Recipe = parsed.GetValue(_recipe) }, parsed.GetRequiredValue(_output), cancellation)));
        return command;
    }

    private Command Complexity()
    {
        var models = new Argument<string[]>("model") { Description = $"Ids of recurrent networks to train wider and narrower; without any {string.Join(", ", WidthModels)}", Arity = ArgumentArity.ZeroOrMore };
        var units = new Option<int[]>("--units") { Description = "Numbers of units", DefaultValueFactory = _ => [25, 50, 100, 200], AllowMultipleArgumentsPerToken = true };
        units.Validators.Add(result =>
        {
            if (result.Tokens.Any(word => int.TryParse(word.Value, out var value) && value is < 1 or > 4096))
            {
                result.AddError("--units are from 1 to 4096");
            }
        });
        var epochs = AtLeast("--epochs", "Epochs of each; 3 by default", 1);
        var command = new Command("complexity", "Parameters, seconds and accuracy across the zoo, from its results; and of networks with several numbers of units, which it trains.") { models, units, epochs, _texts, _recipe };
        AddTo(command);
        command.SetAction((parsed, cancellation) => Start(() =>
        {
            var folder = parsed.GetRequiredValue(_output);
            complexity.OfZoo(parsed.GetRequiredValue(_models), folder);
            complexity.OfWidth(
                Find(parsed.GetValue(models), WidthModels),
                parsed.GetRequiredValue(units),
                Options(parsed) with { Epochs = parsed.GetValue(epochs) ?? 3, Texts = parsed.GetValue(_texts), Recipe = parsed.GetValue(_recipe) },
                folder,
                cancellation);
        }));
        return command;
    }

    private void AddTo(Command command)
    {
        foreach (var option in new Option[] { _corpus, _seed, _models, _output })
        {
            command.Options.Add(option);
        }
    }

    private TrainOptions Options(ParseResult parsed) => new() { Models = parsed.GetRequiredValue(_models), Seed = parsed.GetValue(_seed), Corpus = parsed.GetValue(_corpus) };

    private static Architecture[] Find(string[]? ids, string[] otherwise) => Array.ConvertAll(ids is { Length: > 0 } ? ids : otherwise, ArchitectureRegistry.Find);

    private static Task<int> Start(Action study)
    {
        torch.set_num_threads(1);
        study();
        return Task.FromResult(0);
    }
}
