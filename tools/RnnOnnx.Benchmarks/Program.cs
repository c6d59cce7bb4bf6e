using System.CommandLine;
using RnnOnnx.Benchmarks;
using RnnOnnx.Trainer.Training;

var texts = new Option<int>("--texts") { Description = "Texts to predict in a round", DefaultValueFactory = _ => 1000 };
var batches = new Option<int>("--batches") { Description = "Batches of 128 texts to train on in a round", DefaultValueFactory = _ => 8 };
var rounds = new Option<int>("--rounds") { Description = "Rounds; the two ways of a comparison take turns in each", DefaultValueFactory = _ => 5 };
var pairs = new Option<int>("--rounds") { Description = "Rounds of a few milliseconds; the two graphs take turns in each", DefaultValueFactory = _ => 60 };
foreach (var option in new[] { texts, batches, rounds, pairs })
{
    option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1)
        {
            result.AddError($"{option.Name} is at least 1");
        }
    });
}

var models = new Option<string>("--models") { Description = "The zoo whose accuracies are shown", DefaultValueFactory = _ => "models" };
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

var reviews = new Option<int>("--texts") { Description = "Reviews in a round", DefaultValueFactory = _ => 2000 };
var requests = new Option<int>("--requests") { Description = "Requests of the run in which every reply is checked; 0 for none", DefaultValueFactory = _ => 100_000 };
var batching = new Command("batching", "Measures 64 callers with a text each against all texts in one call, and checks every reply of a long run.") { models, reviews, requests, rounds };
batching.SetAction(parsed => new BatchingBenchmark(parsed.GetValue(models)!, parsed.GetValue(reviews), parsed.GetValue(requests), parsed.GetValue(rounds)).Run(Console.Out) ? 0 : 1);

var root = new RootCommand("Measures what leaving padding out gains, in training and in prediction, and what recurrent layers cost.") { texts, batches, rounds, networks, layers, batching };
root.SetAction(parsed =>
{
    new PaddingSkipBenchmark(parsed.GetValue(texts), parsed.GetValue(batches), parsed.GetValue(rounds)).Run(Console.Out);
    new LayersBenchmark(parsed.GetValue(rounds)).Run(Console.Out);
});
return root.Parse(args).Invoke();
