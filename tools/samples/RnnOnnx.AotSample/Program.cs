using System.Runtime.CompilerServices;
using RnnOnnx;
using RnnOnnx.Packages;

if (args.Length < 3)
{
    Console.Error.WriteLine("usage: rnnonnx-sample MODELS MODEL TEXT...");
    return 2;
}

try
{
    using var zoo = ModelZoo.Open(args[0]);
    using var classifier = zoo.LoadClassifier(args[1]);
    Console.WriteLine($"{(RuntimeFeature.IsDynamicCodeSupported ? "just in time" : "ahead of time")}, {classifier.Provider.Selected}: {classifier.Provider.Reason}");
    foreach (var prediction in classifier.Predict(args[2..]))
    {
        Console.WriteLine(string.Join("  ", prediction.Top(3).Select(static label => $"{label.Label} {label.Score:F4}")));
    }

    return 0;
}
catch (RnnOnnxException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
