using RnnOnnx.Generation;
using RnnOnnx.Inference;
using RnnOnnx.Packages;

namespace RnnOnnx.Fuzz.Cases;

/// <summary>A hostile package: listed, opened, loaded, and asked if it comes that far.</summary>
internal sealed class PackageCase(ZooImage image) : FuzzCase
{
    private static readonly string[] Texts = ["", "Not a bad film at all.", "not good like this movie the film data " + string.Concat(Enumerable.Repeat("bad ", 20))];

    public override void Write(string folder) => image.Write(folder);

    public override void Run(string folder)
    {
        using var zoo = ModelZoo.Open(folder);
        foreach (var model in zoo.Models)
        {
            Demand(model.Manifest is null != model.Damage is null, $"'{model.Id}' is listed with a manifest and with damage, or with neither");
        }

        var package = zoo.OpenPackage(image.Model);
        package.ReadGoldens();
        package.ReadVocabularyCounts();
        if (package.Manifest.Task == ModelTask.Generation)
        {
            using var generator = TextGenerator.Load(package, ExecutionProvider.Cpu);
            var text = generator.Generate("da", new GenerationOptions { MaximumLength = 5 });
            Demand(text.EnumerateRunes().Count() <= 5, $"{text.Length} characters were written, and 5 were asked for");
            return;
        }

        using var classifier = TextClassifier.Load(package, OnCpu);
        foreach (var prediction in Texts.Select(classifier.Predict).Concat(classifier.Predict(Texts)))
        {
            DemandScores(prediction, classifier.Labels.Count);
        }

        Explanation.Of(package, classifier, Texts[1]);
    }
}
