using System.CommandLine;
using RnnOnnx.Benchmarks;
using RnnOnnx.Benchmarks.Soak;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Evaluation;
using RnnOnnx.Trainer.Training;
using RnnOnnx;
using TorchSharp;

var texts = new Option<int>("--texts") { Description = "Texts to predict in a round", DefaultValueFactory = _ => 1000 };
var batches = new Option<int>("--batches") { Description = "Batches of 128 texts to train on in a round", DefaultValueFactory = _ => 8 };
var rounds = new Option<int>("--rounds") { Description = "Rounds; the two ways of a comparison take turns in each", DefaultValueFactory = _ => 5 };
var pairs = new Option<int>("--rounds") { Description = "Rounds of a few milliseconds; the two graphs take turns in each", DefaultValueFactory = _ => 60 };
var reviews = new Option<int>("--texts") { Description = "Test texts to score in a round; there are 25,000 reviews", DefaultValueFactory = _ => 2000 };
var trainBatches = new Option<int>("--batches") { Description = "Batches to train on in a round", DefaultValueFactory = _ => 4 };
foreach (var option in new[] { texts, batches, rounds, pairs, reviews, trainBatches })
{
    option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1)
        {
            result.AddError($"{option.Name} is at least 1");
        }
    });
}

var text = new Command("text", "Measures how fast texts become ids, pipeline by pipeline, on one thread.") { rounds };
text.SetAction(parsed => new TextBenchmark(parsed.GetValue(rounds)).Run(Console.Out));

var models = new Option<string>("--models") { Description = "The zoo", DefaultValueFactory = _ => "models" };
var csv = new Option<string>("--csv") { Description = "The file to write", DefaultValueFactory = _ => NetworksTable.DefaultFile };
var networks = new Command("networks", "Lists all networks with size, accuracy, and the time of one text with and without its padding.") { models, csv, pairs };
networks.SetAction(parsed =>
{
    Console.WriteLine($"ONNX Runtime {EngineVersions.OnnxRuntime}, one thread, {Machine.Processor}; {parsed.GetValue(pairs)} rounds, median\n\n{NetworksTable.MarkdownHeader}");
    var rows = new NetworksBenchmark(parsed.GetValue(models)!, parsed.GetValue(pairs)).Run(row => Console.WriteLine(NetworksTable.Markdown(row)));
    NetworksTable.Write(parsed.GetValue(csv)!, rows);
});

var layers = new Command("layers", "Measures what the loop over the steps costs beside the engine's fused kernel.") { rounds };
layers.SetAction(parsed => new LayersBenchmark(parsed.GetValue(rounds)).Run(Console.Out));

var requests = new Option<int>("--requests") { Description = "Requests of the run in which every reply is checked; 0 for none", DefaultValueFactory = _ => 100_000 };
var batching = new Command("batching", "Measures 64 callers with a text each against all texts in one call, and checks every reply of a long run.") { models, reviews, requests, rounds };
batching.SetAction(parsed => new BatchingBenchmark(parsed.GetValue(models)!, parsed.GetValue(reviews), parsed.GetValue(requests), parsed.GetValue(rounds)).Run(Console.Out) ? 0 : 1);

var model = new Option<string>("--model") { Description = "The model that stands beside the plain way", DefaultValueFactory = _ => "imdb-lstm" };
var twins = new Option<string?>("--plain") { Description = "A zoo whose package of that id was trained alike with --full-length; its scores are compared too", HelpName = "DIR" };
var runtime = new Command("runtime", "Measures the packages of a zoo in the library, and one beside ONNX Runtime's own API.") { models, model, reviews, twins, rounds };
runtime.SetAction(parsed =>
{
    using var zoo = ModelZoo.Open(parsed.GetValue(models)!);
    var package = zoo.OpenPackage(parsed.GetValue(model)!);
    var tests = new TestTexts();
    var architecture = ArchitectureRegistry.All.FirstOrDefault(architecture => architecture.Id == package.Manifest.Architecture && architecture.Layers.Count > 0 && package.Vectors is null)
        ?? throw new RnnOnnxException($"{package.Manifest.Id}: there is no plain graph of ids to stand beside '{package.Manifest.Architecture}'; name another with --model.");
    var texts = tests.Of(architecture, parsed.GetValue(reviews));
    Console.WriteLine($"ONNX Runtime {EngineVersions.OnnxRuntime}, {Machine.Processor}, {Environment.ProcessorCount} cores; {parsed.GetValue(rounds)} rounds, median; ratio with its least and greatest");
    new RuntimeBenchmark(package, RuntimeBenchmark.PlainGraph(architecture.Id, parsed.GetValue(twins)), texts, parsed.GetValue(rounds)).Run(Console.Out, parsed.GetValue(twins) is not null);
    new ZooBenchmark(zoo, tests, parsed.GetValue(rounds)).Run(Console.Out);
});

var gpu = new Command("gpu", "Checks every package of a zoo on the GPU against the CPU; says so where there is no GPU.") { models, rounds };
gpu.SetAction(parsed =>
{
    using var zoo = ModelZoo.Open(parsed.GetValue(models)!);
    return new GpuCheck(zoo, parsed.GetValue(rounds)).Run(Console.Out) ? 0 : 1;
});

var minutes = new Option<double>("--minutes") { Description = "How long it runs", DefaultValueFactory = _ => 60 };
var callers = new Option<int>("--callers") { Description = "Callers at a time", DefaultValueFactory = _ => 64 };
var asked = new Option<string[]>("--model") { Description = "Models to ask; without it a handful that differ from each other", AllowMultipleArgumentsPerToken = true };
var interval = new Option<double?>("--interval") { Description = "Seconds from one row of figures to the next (default: 5, or less for a short run)" };
var figures = new Option<string>("--output") { Description = "The folder that gets soak.csv and soak.svg", DefaultValueFactory = _ => Path.Combine("artifacts", "soak") };
var seed = new Option<int>("--seed") { Description = "Which texts are made and in which order they are sent", DefaultValueFactory = _ => 1 };
minutes.Validators.Add(result =>
{
    if (result.GetValueOrDefault<double>() is not (> 0 and <= 60 * 24 * 30))
    {
        result.AddError("--minutes is above 0, and at most those of 30 days");
    }
});
callers.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() is not (>= 2 and <= 1024))
    {
        result.AddError("--callers is 2 to 1024");
    }
});
interval.Validators.Add(result =>
{
    if (result.GetValueOrDefault<double?>() is not (null or (>= 0.1 and <= 3600)))
    {
        result.AddError("--interval is 0.1 to 3600");
    }
});
var soak = new Command("soak", "Keeps several models under load on the CPU while they are reloaded and overloaded, checks every reply, and records memory and latency.")
{
    models, asked, minutes, callers, interval, figures, seed,
};
soak.SetAction(async (parsed, cancellation) =>
{
    var options = new SoakOptions
    {
        Models = parsed.GetValue(models)!,
        Ids = parsed.GetValue(asked) ?? [],
        Duration = TimeSpan.FromMinutes(parsed.GetValue(minutes)),
        Callers = parsed.GetValue(callers),
        Interval = parsed.GetValue(interval) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        Output = parsed.GetValue(figures)!,
        Seed = parsed.GetValue(seed),
    };
    return await new SoakRun(options, TimeProvider.System).RunAsync(Console.Out, cancellation) ? 0 : 1;
});

var python = new Option<string>("--python") { Description = "A Python that can import torch and numpy", DefaultValueFactory = _ => "/usr/bin/python3" };
var script = new Option<string>("--script") { Description = "PyTorch's side", DefaultValueFactory = _ => "tools/reference/bench.py" };
var some = new Option<string[]>("--only") { Description = "Networks whose name holds one of these words; without it all", HelpName = "WORD", AllowMultipleArgumentsPerToken = true };
var train = new Command("train", "Measures training beside plain PyTorch: the same networks on the same batches, in turns.") { python, script, trainBatches, rounds, some };
train.SetAction(parsed =>
{
    var words = parsed.GetValue(some) ?? [];
    TrainingCase[] cases = [.. TrainingCase.All.Where(one => words.Length == 0 || words.Any(word => one.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))];
    if (cases.Length == 0)
    {
        throw new RnnOnnxException($"no network is called like {string.Join(" or ", words)}; there are {string.Join("; ", TrainingCase.All.Select(one => one.Name))}");
    }

    torch.set_num_threads(1);
    using var pyTorch = new PlainPyTorch(parsed.GetValue(python)!, parsed.GetValue(script)!);
    new TrainingBenchmark(pyTorch, parsed.GetValue(trainBatches), parsed.GetValue(rounds)).Run(cases, Console.Out);
});

var root = new RootCommand("Measures what leaving padding out gains, in training and in prediction, and what recurrent layers cost.") { texts, batches, rounds, networks, layers, text, runtime, gpu, batching, soak, train };
root.SetAction(parsed =>
{
    new PaddingSkipBenchmark(parsed.GetValue(texts), parsed.GetValue(batches), parsed.GetValue(rounds)).Run(Console.Out);
    new LayersBenchmark(parsed.GetValue(rounds)).Run(Console.Out);
});
try
{
    // A soak that is ended early still lets its calls end and its models go, each within half a minute, and draws its figures.
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
}
catch (RnnOnnxException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
