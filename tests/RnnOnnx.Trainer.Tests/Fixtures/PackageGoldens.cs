using FluentAssertions;
using RnnOnnx.Generation;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Export.Onnx;

namespace RnnOnnx.Trainer.Tests.Fixtures;

/// <summary>Opens a package and compares every golden, at each stage: ids, raw scores alone and in a batch, label.</summary>
internal static class PackageGoldens
{
    public static void Check(string folder)
    {
        var package = ModelPackage.Open(folder);
        var goldens = package.ReadGoldens();
        goldens.Should().HaveCountGreaterThanOrEqualTo(10, "a package without goldens cannot be checked");
        if (package.Manifest.Task == ModelTask.Generation)
        {
            CheckGenerator(package, goldens);
            return;
        }

        using var classifier = TextClassifier.Load(package, new ClassifierOptions { Provider = ExecutionProvider.Cpu });
        var tolerance = (float)package.Manifest.Tolerance;
        var batch = classifier.PredictIds([.. goldens.Select(g => g.Ids)]);
        foreach (var (golden, together) in goldens.Zip(batch))
        {
            classifier.Pipeline.Encode(golden.Text).Ids.Should().Equal(golden.Ids, "'{0}' must become the ids that the network was trained on", golden.Text);
            var alone = classifier.PredictIds([golden.Ids])[0];
            for (var i = 0; i < golden.Scores.Count; i++)
            {
                together[i].Should().BeApproximately(golden.Scores[i], tolerance, "'{0}' must score in a batch as it did in the trainer", golden.Text);
                alone[i].Should().BeApproximately(golden.Scores[i], tolerance, "'{0}' must score alone as it did in the trainer", golden.Text);
            }

            var prediction = classifier.Predict(golden.Text);
            prediction.Label.Should().Be(package.Labels[prediction.Scores.ToList().IndexOf(prediction.Scores.Max())], "the label is that of the highest score");
        }
    }

    private static void CheckGenerator(ModelPackage package, IReadOnlyList<Golden> goldens)
    {
        using var generator = TextGenerator.Load(package, ExecutionProvider.Cpu);
        var model = ModelProto.Parser.ParseFrom(package.ReadGraph());
        var states = package.Manifest.Graph.Inputs.Skip(1).Select(state => (state.Name, Units: int.Parse(state.Shape[2]))).ToArray();
        foreach (var golden in goldens)
        {
            generator.Pipeline.Encode(golden.Text).Ids.Should().Equal(golden.Ids, "'{0}' must become the ids that the network was trained on", golden.Text);
            var ids = OnnxRun.Int64s([.. golden.Ids.Select(id => (long)id)], 1, golden.Ids.Count);
            var (logits, _) = OnnxRun.Run(model, [("ids", ids), .. states.Select(state => (state.Name, OnnxRun.Floats(new float[state.Units], 1, 1, state.Units)))])["logits"];
            logits.Zip(golden.Scores).Should().OnlyContain(p => Math.Abs(p.First - p.Second) <= package.Manifest.Tolerance, "what follows '{0}' must be as likely as in the trainer", golden.Text);
        }
    }
}
