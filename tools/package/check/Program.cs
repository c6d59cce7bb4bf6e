using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RnnOnnx.Batching;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.TinyPackages;

// A zoo of one model whose score follows from a formula; text and ids are those of the package's golden.
var folder = args[0];
TinyPackage.WriteBag(folder);
const string text = "Not a bad film at all.";
var expected = TinyGraphs.BagProbability([1, 6, 7, 8, 5, 9, 10]);

using var zoo = ModelZoo.Open(folder);
using var classifier = zoo.LoadClassifier("tiny-bag");
var direct = classifier.Predict(text);

var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
builder.Services.AddRnnOnnx(o => o.ZooPath = folder).AddModel("tiny-bag");
using var host = builder.Build();
await host.StartAsync();
var hosted = await host.Services.GetRequiredService<IBatchingClassifier>().PredictAsync(text);
await host.StopAsync();

foreach (var (way, prediction) in new[] { ("ModelZoo", direct), ("AddRnnOnnx", hosted) })
{
    Console.WriteLine($"{way}: {prediction.Label} {prediction.Score:F6}, {prediction.Tokens} tokens");
    if (Math.Abs(prediction.Scores[1] - expected) > 1e-6)
    {
        Console.Error.WriteLine($"package check: {way} gives {prediction.Scores[1]} and the formula {expected}");
        return 1;
    }
}

return 0;
