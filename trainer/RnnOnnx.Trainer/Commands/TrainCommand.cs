using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Configuration;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Jobs;
using RnnOnnx.Trainer.Saved;
using RnnOnnx.Trainer.Training;
using TorchSharp;

namespace RnnOnnx.Trainer.Commands;

/// <summary><c>train</c> and <c>train-all</c>.</summary>
/// <param name="trainers">Make the packages, each of its own kind of architecture.</param>
/// <param name="runner">Does a job somewhere else, so that several go side by side.</param>
/// <param name="displays">Makes what shows them.</param>
/// <param name="recipes">Knows the user's own recipes.</param>
/// <param name="events">In a process that was started for one job: tells the one that started it how it goes.</param>
/// <param name="output">Where lines of text go.</param>
public sealed class TrainCommand(
    IEnumerable<IArchitectureTrainer> trainers, IJobRunner runner, Func<IJobDisplay> displays, RecipeSettings recipes, JobEventWriter events, TextWriter output)
{
    /// <summary>The option by which a process is started for one job, <c>NETWORK/SEED</c>; people have no use for it.</summary>
    public const string JobOption = "--job";

    private const string TrainAllName = "train-all";

    // Beside the zoo's packages, and invisible to it.
    private const string SeedsFolder = ".seeds";

    private readonly Option<string> _models = new("--models") { Description = "Folder of the zoo", DefaultValueFactory = _ => DefaultModels() };
    private readonly Option<int[]> _seeds = new("--seed") { Description = "Seed of weights, split and order; several train several times, and the last one's package stays", DefaultValueFactory = _ => [1], AllowMultipleArgumentsPerToken = true };
    private readonly OwnCorpusOptions _corpus = new();
    private readonly Option<string?> _from = new("--from") { Description = "Go on from the weights, words and labels of a package (id or folder) or of a folder of export-structure", HelpName = "PLACE" };
    private readonly Option<string?> _recipe = new("--recipe") { Description = "Recipe by name; show NETWORK lists them, and Training:Recipes:NETWORK:NAME makes one. Without it the document's, or the sample recipe on a sample corpus. train-all trains networks that have none of that name as if none were named" };
    private readonly Option<string?> _vectors = new("--vectors")
    {
        Description = $"Word vectors of networks that take some: {string.Join(", ", VectorsSource.Names)}, or {Architecture.AnyOwnVectors} for those that the trainer makes of the training texts, "
            + "with as many dimensions as each network needs. Without it the network's",
        HelpName = "NAME",
    };

    private readonly Option<int?> _epochs = new("--epochs") { Description = "Epochs, instead of the recipe's" };
    private readonly Option<int?> _texts = new("--texts") { Description = "Training texts to use, for a trial run; without it all" };
    private readonly Option<bool> _noSkip = new("--no-padding-skip") { Description = "Compute padding in training even where it could be left out" };
    private readonly Option<string> _device = Choice("--device", "Where to train; auto is cuda where torch sees a GPU, and else cpu", TrainingDevice.Choices);
    private readonly Option<string> _precision = Choice("--precision", "In which numbers a CUDA device computes training steps; weights and evaluation stay in float32", TrainingDevice.Precisions);
    private readonly Option<string?> _logs = new("--logs") { Description = "Folder for logs of training: history.csv and TensorBoard's event files, in a folder for each run", HelpName = "DIR" };
    private readonly Option<int> _jobs = new("--jobs") { Description = "Models to train side by side, each in a process of its own with one torch thread; by itself as many as there are processor cores", DefaultValueFactory = _ => Environment.ProcessorCount };

    private readonly Option<bool> _again = new("--again") { Description = "Train models anew that are up to date" };
    private readonly Option<bool> _fullLength = new("--full-length") { Description = "Write the plain graph, which takes full rows and computes their padding" };
    private readonly Option<string?> _job = new(JobOption) { Hidden = true };

    /// <summary>Trains the networks that are named.</summary>
    public Command Train()
    {
        var ids = new Argument<string[]>("model") { Description = "Ids of networks; see list", Arity = ArgumentArity.OneOrMore };
        var command = WithOptions(new Command("train", "Trains networks and writes their packages. One that fails does not stop the others."));
        command.Arguments.Add(ids);
        command.Options.Add(_from);
        _corpus.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(ids) is { Length: > 1 } && result.GetValue(_from) is not null)
            {
                result.AddError("--from holds one network, and several are to be trained; name one network");
            }

            if (result.GetValue(_from) is not null && result.GetValue(_vectors) is not null)
            {
                result.AddError($"--from brings its word vectors with it; leave {_vectors.Name} out");
            }

            if (result.GetValue(ids) is { Length: > 1 } && _corpus.IsNamed(result))
            {
                result.AddError("--id names one package, and several networks are to be trained; name one network");
            }
        });
        command.SetAction((parsed, cancellation) => RunAsync([.. parsed.GetRequiredValue(ids).Distinct().Select(ArchitectureRegistry.Find)], again: true, parsed, cancellation));
        return command;
    }

    /// <summary>Trains all networks that are not up to date.</summary>
    public Command TrainAll()
    {
        var command = WithOptions(new Command(TrainAllName, "Trains every network of the zoo and writes its package. Those that are up to date are left as they are; one that fails does not stop the others."));
        command.Options.Add(_again);
        _corpus.RefuseFile(command);

        // The generator takes longest of all: begun last, it would go on alone when all others have ended.
        Architecture[] order = [.. ArchitectureRegistry.Zoo.OrderBy(static architecture => architecture.Task != ModelTask.Generation)];
        command.SetAction((parsed, cancellation) => parsed.GetValue(_recipe) is { } name && !order.Any(architecture => recipes.AddTo(architecture).HasRecipe(name))
            ? throw new RnnOnnxException($"no network has a recipe '{name}'; show NETWORK lists those of one")
            : RunAsync(order, parsed.GetValue(_again), parsed, cancellation));
        return command;
    }

    internal static string DefaultModels() => Path.Combine(DataFolder.RepositoryRoot(Environment.CurrentDirectory) ?? Environment.CurrentDirectory, "models");

    private Command WithOptions(Command command)
    {
        Demand(_seeds, 0);
        Demand(_epochs, 1);
        Demand(_texts, 20);
        Demand(_jobs, 1);
        _vectors.AcceptOnlyFromAmong([.. VectorsSource.Names, Architecture.AnyOwnVectors]);
        foreach (var option in new Option[] { _models, _seeds, _corpus.Corpus, _recipe, _vectors, _epochs, _texts, _jobs, _device, _precision, _noSkip, _fullLength, _logs, _job })
        {
            command.Options.Add(option);
        }

        return command;
    }

    // One of some words, of which the first is the default.
    private static Option<string> Choice(string name, string description, IReadOnlyList<string> choices)
    {
        var option = new Option<string>(name) { Description = description, HelpName = string.Join('|', choices), DefaultValueFactory = _ => choices[0] };
        option.AcceptOnlyFromAmong([.. choices]);
        return option;
    }

    // Looks at the words themselves: asking for the value of one that is no number would end the program, where the command line's own message is the right one.
    private static void Demand(Option option, int least) => option.Validators.Add(result =>
    {
        if (result.Tokens.Any(word => int.TryParse(word.Value, out var value) && value < least))
        {
            result.AddError($"{option.Name} is at least {least}");
        }
    });

    private async Task<int> RunAsync(IReadOnlyList<Architecture> architectures, bool again, ParseResult parsed, CancellationToken cancellation)
    {
        torch.set_num_threads(1);
        if (parsed.GetValue(_job) is { } job)
        {
            return RunJob(job, parsed, cancellation);
        }

        var (jobs, atOnce) = (Jobs(architectures, parsed), parsed.GetValue(_jobs));
        output.WriteLine($"torch: {EngineVersions.Torch}; ONNX Runtime: {EngineVersions.OnnxRuntime}; device: {TrainingDevice.Name(jobs[0].Options.Device)}");
        var watch = Stopwatch.StartNew();
        IReadOnlyList<JobEnd> ends;
        await using (var display = displays())
        {
            display.Show(jobs);
            ends = await new JobQueue(runner, display).RunAsync(jobs, atOnce, job => !again && IsUpToDate(job), cancellation);
        }

        return Summarize(parsed.CommandResult.Command.Name, ends, atOnce, watch.Elapsed);
    }

    private int Summarize(string command, IReadOnlyList<JobEnd> ends, int atOnce, TimeSpan elapsed)
    {
        var trained = ends.Where(end => end.Result is not null).ToArray();
        var failed = ends.Where(end => end.State == JobState.Failed).ToArray();
        var memory = trained.MaxBy(end => end.Result!.PeakMemory) is { } largest ? $"; at most {largest.Result!.PeakMemory / 1e6:N0} MB of memory in one ({largest.Job.Name})" : "";
        output.WriteLine(
            $"{command}: {trained.Length} trained, {ends.Count(end => end.State == JobState.UpToDate)} up to date, {failed.Length} failed, in {elapsed.TotalMinutes:F1} minutes, {atOnce} at a time"
            + $"{(trained.Length == 0 ? "" : $", with {trained.Sum(end => end.Result!.ProcessorSeconds) / 60:F1} minutes of processor time")}{memory}");
        foreach (var end in failed)
        {
            Console.Error.WriteLine($"trainer: {end.Job.Name}: {end.Failure}");
        }

        return failed.Length == 0 ? 0 : TrainerCommandLine.Failed;
    }

    private List<TrainingJob> Jobs(IReadOnlyList<Architecture> architectures, ParseResult parsed)
    {
        var seeds = parsed.GetRequiredValue(_seeds).Distinct().ToArray();
        var jobs = new List<TrainingJob>();
        foreach (var architecture in architectures)
        {
            foreach (var seed in seeds)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"{architecture.Id}/{seed}");
                var completed = Completed(parsed, architecture);
                jobs.Add(new TrainingJob(completed, Options(parsed, completed, seed), [.. Words(parsed, name)])
                {
                    Name = seeds.Length == 1 ? architecture.Id : $"{architecture.Id}, seed {seed}",
                    After = [.. jobs.Where(job => architecture.Members.Contains(job.Architecture.Id) || (architecture.Members.Count > 0 && job.Architecture.Id == architecture.Id))],
                });
            }
        }

        return jobs;
    }

    // The command line as it is, whatever options it has, for one job.
    private static IEnumerable<string> Words(ParseResult parsed, string job)
    {
        foreach (var token in parsed.Tokens)
        {
            yield return token.Value;
            if (token.Type == TokenType.Command)
            {
                yield return JobOption;
                yield return job;
            }
        }
    }

    private int RunJob(string job, ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            var parts = job.Split('/');
            var architecture = Completed(parsed, ArchitectureRegistry.Find(parts[0]));
            var options = Options(parsed, architecture, int.Parse(parts[1], CultureInfo.InvariantCulture));
            var model = TrainerOf(architecture).Train(options.Own is { } own ? architecture.For(own) : architecture, options, cancellation);
            Record(architecture, options, model);
            events.Finished(model, options.Own is null ? ResultsTable.DocumentAccuracy(architecture, model) : null);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return TrainerCommandLine.Cancelled;
        }
        catch (Exception e) when (e is RnnOnnxException || StorageFailure.Is(e))
        {
            events.Write(new JobEvent.Failed(StorageFailure.Reason(e)));
            return TrainerCommandLine.Failed;
        }
    }

    private Architecture Completed(ParseResult parsed, Architecture architecture) => recipes.AddTo(architecture).WithVectors(parsed.GetValue(_vectors));

    private IArchitectureTrainer TrainerOf(Architecture architecture) => trainers.Single(t => t.Makes(architecture));

    private TrainOptions Options(ParseResult parsed, Architecture architecture, int seed)
    {
        // Only the last seed's package stays, whichever ends last; an ensemble is made of the packages in place.
        var models = parsed.GetRequiredValue(_models);
        var device = TrainingDevice.Choose(parsed.GetRequiredValue(_device));
        var stays = seed == parsed.GetRequiredValue(_seeds)[^1] || architecture.Members.Count > 0;
        return new TrainOptions
        {
            Zoo = models,
            Models = stays ? models : Path.Combine(models, SeedsFolder, $"{architecture.Id}-{seed}"),
            Seed = seed,
            Corpus = _corpus.Choice(parsed),
            Own = _corpus.Own(parsed),
            Id = _corpus.Id(parsed),
            Recipe = RecipeOf(parsed, architecture),
            Epochs = parsed.GetValue(_epochs),
            Texts = parsed.GetValue(_texts),
            Device = device,
            Precision = TrainingDevice.ChoosePrecision(parsed.GetRequiredValue(_precision), device),
            PaddingSkip = !parsed.GetValue(_noSkip),
            LengthAdaptive = !parsed.GetValue(_fullLength),
            From = parsed.GetValue(_from) is { } from ? SavedNetwork.Open(from, models) : null,
            Logs = parsed.GetValue(_logs) is { } logs ? new TrainingLogs(logs) : null,
        };
    }

    private string? RecipeOf(ParseResult parsed, Architecture architecture) =>
        parsed.GetValue(_recipe) is { } name && (parsed.CommandResult.Command.Name != TrainAllName || architecture.HasRecipe(name)) ? name : null;

    private bool IsUpToDate(TrainingJob job)
    {
        var (id, options) = (job.Architecture.Id, job.Options);
        try
        {
            var folder = Path.Combine(options.Zoo, id);
            if (!Directory.Exists(folder))
            {
                return false;
            }

            var (inPlace, fingerprint) = (ModelPackage.Open(folder).Manifest.Training.Fingerprint, TrainerOf(job.Architecture).Fingerprint(job.Architecture, options));

            // A process that died between the package and its row in the results has left a checkpoint. Of several seeds only the last one's package stays: of the others
            // there is but the note that they were finished.
            return inPlace == fingerprint
                ? !TrainingCheckpoint.Exists(options, id, fingerprint)
                : options.Models != options.Zoo && TrainingCheckpoint.IsFinished(options, id, fingerprint);
        }
        catch (PackageException)
        {
            // A damaged package is not up to date.
            return false;
        }
    }

    private void Record(Architecture architecture, TrainOptions options, TrainedModel model)
    {
        if (options.Own is not null || options.Id is not null || options.From is not null)
        {
            output.WriteLine($"{model.Manifest.Id}: not one of the zoo's, so {ResultsTable.FileName} stays as it is; the package's manifest has the figures");
        }
        else if (options.IsTrial)
        {
            output.WriteLine($"{architecture.Id}: a trial run, so {ResultsTable.FileName} stays as it is");
        }
        else
        {
            ResultsTable.Record(options.Zoo, architecture, model);
        }

        if (options.Models != options.Zoo)
        {
            Directory.Delete(options.Models, recursive: true);
        }

        TrainingCheckpoint.Finish(options, model.Manifest.Id, model.Manifest.Training.Fingerprint ?? throw new InvalidOperationException($"{model.Manifest.Id} was trained and has no fingerprint"));
    }
}
