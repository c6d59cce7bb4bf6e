using System.CommandLine;
using RnnOnnx.Benchmarks;

var texts = new Option<int>("--texts") { Description = "Texts to predict in a round", DefaultValueFactory = _ => 1000 };
var batches = new Option<int>("--batches") { Description = "Batches of 128 texts to train on in a round", DefaultValueFactory = _ => 8 };
var rounds = new Option<int>("--rounds") { Description = "Rounds; the two ways of a comparison take turns in each", DefaultValueFactory = _ => 5 };
foreach (var option in new[] { texts, batches, rounds })
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

var root = new RootCommand("Measures what leaving padding out gains, in training and in prediction.") { texts, batches, rounds, text };
root.SetAction(parsed => new PaddingSkipBenchmark(parsed.GetValue(texts), parsed.GetValue(batches), parsed.GetValue(rounds)).Run(Console.Out));
return root.Parse(args).Invoke();
