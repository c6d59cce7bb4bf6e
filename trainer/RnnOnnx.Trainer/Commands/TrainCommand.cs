using System.CommandLine;
using System.Diagnostics;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Training;
using TorchSharp;

namespace RnnOnnx.Trainer.Commands;

/// <summary><c>train</c> and <c>train-all</c>.</summary>
/// <param name="trainers">Make the packages, each of its own kind of architecture.</param>
/// <param name="output">Where progress goes.</param>
public sealed class TrainCommand(IEnumerable<IArchitectureTrainer> trainers, TextWriter output)
{
    private readonly Option<string> _models = new("--models") { Description = "Folder of the zoo", DefaultValueFactory = _ => DefaultModels() };
    private readonly Option<int[]> _seeds = new("--seed") { Description = "Seed of weights, split and order; several train several times, and the last one's package stays", DefaultValueFactory = _ => [1], AllowMultipleArgumentsPerToken = true };
    private readonly OwnCorpusOptions _corpus = new();
    private readonly Option<string?> _recipe = new("--recipe") { Description = "Recipe by name; without it the document's, or the sample recipe on a sample corpus" };
    private readonly Option<int?> _epochs = new("--epochs") { Description = "Epochs, instead of the recipe's" };
    private readonly Option<int?> _texts = new("--texts") { Description = "Training texts to use, for a trial run" };
    private readonly Option<bool> _noSkip = new("--no-padding-skip") { Description = "Compute padding in training even where it could be left out" };

    private readonly Option<bool> _again = new("--again") { Description = "Train models anew that are up to date" };
    private readonly Option<bool> _fullLength = new("--full-length") { Description = "Write the plain graph, which takes full rows and computes their padding" };

    /// <summary>Trains the networks that are named.</summary>
    public Command Train()
    {
        var ids = new Argument<string[]>("model") { Description = "Ids of networks; see list", Arity = ArgumentArity.OneOrMore };
        var command = WithOptions(new Command("train", "Trains networks and writes their packages."));
        command.Arguments.Add(ids);
        _corpus.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(ids) is { Length: > 1 } && _corpus.IsNamed(result))
            {
                result.AddError("--id names one package, and several networks are to be trained; name one network");
            }
        });
        command.SetAction((parsed, cancellation) => Run([.. parsed.GetRequiredValue(ids).Select(ArchitectureRegistry.Find)], parsed, cancellation));
        return command;
    }

    /// <summary>Trains all networks that are not up to date.</summary>
    public Command TrainAll()
    {
        var command = WithOptions(new Command("train-all", "Trains every network of the zoo and writes its package. Those that are up to date are left as they are; one that fails does not stop the others."));
        command.Options.Add(_again);
        _corpus.RefuseFile(command);
        command.SetAction(RunAll);
        return command;
    }

    private static string DefaultModels() => Path.Combine(DataFolder.RepositoryRoot(Environment.CurrentDirectory) ?? Environment.CurrentDirectory, "models");

    private Command WithOptions(Command command)
    {
        Demand(_seeds, 0);
        Demand(_epochs, 1);
        Demand(_texts, 20);
        foreach (var option in new Option[] { _models, _seeds, _corpus.Corpus, _recipe, _epochs, _texts, _noSkip, _fullLength })
        {
            command.Options.Add(option);
        }

        return command;
    }

    // Looks at the words themselves: asking for the value of one that is no number would end the program, where the command line's own message is the right one.
    private static void Demand(Option option, int least) => option.Validators.Add(result =>
    {
        if (result.Tokens.Any(word => int.TryParse(word.Value, out var value) && value < least))
        {
            result.AddError($"{option.Name} is at least {least}");
        }
    });

    private Task<int> Run(IReadOnlyList<Architecture> architectures, ParseResult parsed, CancellationToken cancellation)
    {
        Begin();
        foreach (var architecture in architectures)
        {
            foreach (var options in Options(parsed))
            {
                Train(architecture, options, cancellation);
            }
        }

        return Task.FromResult(0);
    }

    private Task<int> RunAll(ParseResult parsed, CancellationToken cancellation)
    {
        Begin();
        var (trained, upToDate, failed) = (0, 0, new List<string>());
        var watch = Stopwatch.StartNew();
        foreach (var architecture in ArchitectureRegistry.All)
        {
            foreach (var options in Options(parsed))
            {
                try
                {
                    if (!parsed.GetValue(_again) && IsUpToDate(architecture, options))
                    {
                        output.WriteLine($"{architecture.Id}: up to date");
                        upToDate++;
                        continue;
                    }

                    Train(architecture, options, cancellation);
                    trained++;
                }
                catch (Exception e) when (e is RnnOnnxException or IOException or UnauthorizedAccessException)
                {
                    output.WriteLine($"{architecture.Id}, seed {options.Seed}: FAILED: {e.Message}");
                    failed.Add($"{architecture.Id} (seed {options.Seed}): {e.Message}");
                }
            }
        }

        output.WriteLine($"train-all: {trained} trained, {upToDate} up to date, {failed.Count} failed, in {watch.Elapsed.TotalMinutes:F1} minutes");
        foreach (var failure in failed)
        {
            Console.Error.WriteLine($"trainer: {failure}");
        }

        return Task.FromResult(failed.Count == 0 ? 0 : TrainerCommandLine.Failed);
    }

    private IArchitectureTrainer TrainerOf(Architecture architecture) => trainers.Single(t => t.Makes(architecture));

    private void Begin()
    {
        torch.set_num_threads(1);
        output.WriteLine($"torch: {EngineVersions.Torch}; ONNX Runtime: {EngineVersions.OnnxRuntime}");
    }

    private IEnumerable<TrainOptions> Options(ParseResult parsed) => parsed.GetRequiredValue(_seeds).Select(seed => new TrainOptions
    {
        Models = parsed.GetRequiredValue(_models),
        Seed = seed,
        Corpus = _corpus.Choice(parsed),
        Own = _corpus.Own(parsed),
        Id = _corpus.Id(parsed),
        Recipe = parsed.GetValue(_recipe),
        Epochs = parsed.GetValue(_epochs),
        Texts = parsed.GetValue(_texts),
        PaddingSkip = !parsed.GetValue(_noSkip),
        LengthAdaptive = !parsed.GetValue(_fullLength),
    });

    private bool IsUpToDate(Architecture architecture, TrainOptions options)
    {
        try
        {
            // A process that died between the package and its row in the results has left a checkpoint.
            var folder = Path.Combine(options.Models, architecture.Id);
            return Directory.Exists(folder)
                && ModelPackage.Open(folder).Manifest.Training.Fingerprint is { } fingerprint
                && fingerprint == TrainerOf(architecture).Fingerprint(architecture, options)
                && !TrainingCheckpoint.Exists(options, architecture.Id, fingerprint);
        }
        catch (PackageException)
        {
            // A damaged package is not up to date.
            return false;
        }
    }

    private void Train(Architecture architecture, TrainOptions options, CancellationToken cancellation)
    {
        var model = TrainerOf(architecture).Train(options.Own is { } own ? architecture.For(own) : architecture, options, cancellation);
        if (options.Own is not null || options.Id is not null)
        {
            output.WriteLine($"{model.Manifest.Id}: not one of the zoo's, so {ResultsTable.FileName} stays as it is; the package's manifest has the figures");
        }
        else if (options.IsTrial)
        {
            output.WriteLine($"{architecture.Id}: a trial run, so {ResultsTable.FileName} stays as it is");
        }
        else
        {
            ResultsTable.Record(options.Models, architecture, model);
        }

        TrainingCheckpoint.Delete(options.Models, model.Manifest);
    }
}
