using System.Globalization;
using System.Text;
using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Export;

/// <summary>Writes a package's <c>README.md</c>: what the model is and for whom, how text reaches it, what it reaches and gets wrong, what it was trained on, and how it is run.</summary>
public static class ModelCard
{
    /// <summary>The card's Markdown.</summary>
    /// <param name="contents">What it says.</param>
    public static string Text(CardContents contents)
    {
        ArgumentNullException.ThrowIfNull(contents);
        var manifest = contents.Manifest;
        var card = new StringBuilder();
        Line(card, $"# {manifest.Id}");
        Line(card);
        Line(card, $"{manifest.Summary.TrimEnd('.')}. Architecture `{manifest.Architecture}`, {(manifest.Document == Architecture.NoDocument ? "beyond the documents" : $"from document {manifest.Document}")}.");
        if (manifest.Training.SampleCorpus)
        {
            Line(card);
            Line(card, "**Trained on a corpus that a seeded generator made: it shows that everything works. Its figures say nothing about texts written by people.**");
        }

        var description = CorpusDescription.Of(manifest.Training, ResultsTable.VectorsOf(manifest));
        Line(card);
        Line(card, $"- for: {description.For}");
        Line(card, $"- not for: {description.NotFor}");
        Layers(card, contents);
        FromText(card, contents);
        Figures(card, contents);
        Storage(card, contents.Manifest.Storage);
        Mistakes(card, contents);
        Heading(card, "Training data and its terms");
        foreach (var term in description.Terms)
        {
            Line(card, $"- {term}");
        }

        Running(card, contents);
        return card.ToString();
    }

    private static void Layers(StringBuilder card, CardContents contents)
    {
        var manifest = contents.Manifest;
        Heading(card, "Network");
        Line(card, "| layer | type | output | parameters | trainable |");
        Line(card, "| --- | --- | --- | ---: | ---: |");
        foreach (var layer in manifest.Layers)
        {
            Line(card, $"| {layer.Name} | {layer.Type} | `{layer.OutputShape}` | {layer.Parameters:N0} | {layer.Trainable:N0} |");
        }

        Line(card, $"| | | **all** | **{manifest.Parameters:N0}** | **{manifest.Trainable:N0}** |");
    }

    private static void FromText(StringBuilder card, CardContents contents)
    {
        var manifest = contents.Manifest;
        Heading(card, "From text to scores");
        var number = 1;
        foreach (var step in TextMetadata.Steps(manifest))
        {
            Line(card, $"{number++}. {step}");
        }

        Line(card);
        foreach (var tensor in manifest.Graph.Inputs)
        {
            Line(card, $"- input `{tensor.Name}`: {tensor.Type} `[{string.Join(", ", tensor.Shape)}]`");
        }

        foreach (var tensor in manifest.Graph.Outputs)
        {
            Line(card, $"- output `{tensor.Name}`: {tensor.Type} `[{string.Join(", ", tensor.Shape)}]`");
        }

        Line(card);
        Line(card, manifest.Task switch
        {
            ModelTask.Binary => $"The score is the probability of `{contents.Labels[^1]}`; below one half the label is `{contents.Labels[0]}`.",
            ModelTask.Generation => $"The scores are the logits of the {contents.Labels.Count} tokens of `{manifest.Labels}`, in that order, each that of being the next one.",
            _ => $"The scores are the probabilities of the {contents.Labels.Count} labels of `{manifest.Labels}`, in that order.",
        });
    }

    private static void Figures(StringBuilder card, CardContents contents)
    {
        var training = contents.Manifest.Training;
        Heading(card, "Training and figures");
        Line(card, $"- corpus: `{training.Corpus}`, {training.TrainingTexts:N0} texts to train on, {training.ValidationTexts:N0} to choose the epoch, {training.TestTexts:N0} to test");
        if (training.Vectors is { } vectors)
        {
            Line(card, $"- word vectors: {vectors}");
        }

        Line(card, $"- recipe: `{training.Recipe}`, seed {training.Seed}; {(training.Epochs > 0 ? $"epoch {training.BestEpoch} of {training.Epochs} kept" : "nothing was trained")}");
        foreach (var (setting, value) in training.Settings.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            Line(card, $"- {setting}: {value}");
        }

        foreach (var (engine, version) in contents.Manifest.Engines.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            Line(card, $"- {engine}: {version}");
        }

        Line(card);
        Line(card, "| figure | here | document | remark |");
        Line(card, "| --- | ---: | ---: | --- |");
        foreach (var metric in training.Metrics.Keys.Union(contents.Marks.Select(m => m.Metric)).Order(StringComparer.Ordinal))
        {
            var here = training.Metrics.TryGetValue(metric, out var value) ? Share(value) : "";
            var marks = contents.Marks.Where(m => m.Metric == metric).ToList();
            Line(card, $"| {metric} | {here} | {string.Join(", ", marks.Select(m => Share(m.Value)))} | {string.Join("; ", marks.Select(m => m.Note))} |");
        }

        OverSeeds(card, contents);
        if (contents.HasHistory)
        {
            Line(card);
            Line(card, $"![Loss and accuracy by epoch]({TrainingHistory.CurveFileName})");
            Line(card);
            Line(card, $"`{TrainingHistory.FileName}` has the figures of every epoch.");
        }

        foreach (var note in contents.Notes)
        {
            Line(card);
            Line(card, note);
        }
    }

    private static void Storage(StringBuilder card, StorageManifest? storage)
    {
        if (storage is null)
        {
            return;
        }

        Heading(card, "How the weights are stored");
        Line(card, storage.Weights switch
        {
            WeightStorage.Float16 => "Matrices and tables are stored in half precision.",
            WeightStorage.Int8Rows => "Embedding tables are stored as whole numbers of 8 bits with a scale for each row, other matrices in half precision.",
            WeightStorage.Int8Kernels => "Embedding tables and large kernels are stored as whole numbers of 8 bits with a scale for each row, other matrices in half precision.",
            WeightStorage.Members => "The weights are stored as the members' packages store them; what several members share is stored once.",
            _ => "The weights are stored in single precision, for every smaller form lost too much.",
        } + " All is computed in single precision. The figures above are those of the weights as they were trained, and these tell the difference:");
        Line(card);
        Line(card, "| | as trained (float32) | as stored |");
        Line(card, "| --- | ---: | ---: |");
        Line(card, $"| bytes of the graph | {storage.Float32Bytes:N0} | {storage.Bytes:N0} |");
        Line(card, $"| validation accuracy | {storage.Validation.AsTrained:0.0000} | {storage.Validation.AsStored:0.0000} |");
        Line(card, $"| test accuracy | {storage.Test.AsTrained:0.0000} | {storage.Test.AsStored:0.0000} |");
        Line(card);
        Line(card, $"Bytes of the constants by element type: {string.Join(", ", storage.Elements.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key} {e.Value:N0}"))}. "
            + $"On the texts of `{storage.Float32Goldens}` the scores of both differ by {storage.LargestDifference:0.0e+0} at most.");
    }

    private static void OverSeeds(StringBuilder card, CardContents contents)
    {
        if (contents.Seeds.Sum(seeds => seeds.Spread.Seeds) < 2)
        {
            return;
        }

        var hasVectors = contents.Seeds.Any(seeds => seeds.Vectors.Length > 0);
        Line(card);
        Line(card, $"`test_accuracy` of this network over the seeds of `{ResultsTable.FileName}`:");
        Line(card);
        Line(card, $"| recipe |{(hasVectors ? " word vectors |" : "")} seeds | mean | least | greatest |");
        Line(card, $"| --- |{(hasVectors ? " --- |" : "")} ---: | ---: | ---: | ---: |");
        foreach (var (vectors, recipe, spread) in contents.Seeds)
        {
            Line(card, $"| `{recipe}` |{(hasVectors ? $" {vectors} |" : "")} {spread.Seeds} | {Share(spread.Mean)} | {Share(spread.Least)} | {Share(spread.Greatest)} |");
        }
    }

    private static void Mistakes(StringBuilder card, CardContents contents)
    {
        if (contents.Judged.Count == 0)
        {
            return;
        }

        Heading(card, "What it gets wrong");
        var wrong = contents.Judged.Where(judged => !judged.IsRight).ToArray();
        Line(card, $"Of {contents.Judged.Count} texts of this project's own, many of them hard on purpose, it judges {contents.Judged.Count - wrong.Length} as a person would{(wrong.Length == 0 ? "." : "; not these:")}");
        if (wrong.Length == 0)
        {
            return;
        }

        Line(card);
        Line(card, "| text | kind | it is | the model says | with probability |");
        Line(card, "| --- | --- | --- | --- | ---: |");
        foreach (var (example, prediction) in wrong)
        {
            Line(card, $"| {example.Text} | {example.Kind} | {example.Label} | {prediction.Label} | {prediction.Score.ToString("0.00", CultureInfo.InvariantCulture)} |");
        }
    }

    private static void Running(StringBuilder card, CardContents contents)
    {
        var manifest = contents.Manifest;
        var input = manifest.Graph.Inputs[0];
        var shown = contents.Goldens[0].Ids.Take(6).Select(i => i.ToString());
        Heading(card, "Running it");
        if (manifest.Task == ModelTask.Generation)
        {
            Generating(card, contents);
            ModelCardServer.Write(card, contents);
            Tolerance(card, manifest);
            return;
        }

        Line(card, "In C#, from text:");
        Line(card);
        Line(card, "```csharp");
        Line(card, "using var zoo = ModelZoo.Open(\"models\");");
        Line(card, $"using var classifier = zoo.LoadClassifier(\"{manifest.Id}\");");
        Line(card, "Prediction prediction = classifier.Predict(\"A text to judge.\");");
        Line(card, "```");
        Line(card);
        Line(card, "In any other ONNX runtime, from ids made as above; in Python:");
        Line(card);
        Line(card, "```python");
        Line(card, manifest.Vectors is null ? "import numpy, onnxruntime" : "import json, numpy, onnxruntime");
        Line(card, $"session = onnxruntime.InferenceSession(\"{manifest.Graph.File}\")");
        Line(card, manifest.Graph.LengthAdaptive
            ? $"ids = numpy.array([[{string.Join(", ", shown)}]], dtype=numpy.int64)"
            : $"ids = numpy.zeros((1, {manifest.Pipeline.MaximumLength}), dtype=numpy.int64)  # then the text's ids in their places");
        if (manifest.Vectors is { } vectors)
        {
            Line(card, $"about = json.load(open(\"../{vectors.Id}/vectors.json\"))");
            Line(card, $"table = numpy.fromfile(f\"../{vectors.Id}/{{about['vectors']['path']}}\", \"<f4\" if about[\"element\"] == \"float32\" else \"<f2\")");
            Line(card, "table = table.astype(numpy.float32).reshape(about[\"count\"], about[\"dimension\"])");
        }

        var value = manifest.Vectors is null ? "ids" : "table[ids]";
        Line(card, $"scores = session.run([\"{manifest.Graph.Outputs[0].Name}\"], {{\"{input.Name}\": {value}}})[0]");
        Line(card, "```");
        ModelCardServer.Write(card, contents);
        Tolerance(card, manifest);
    }

    private static void Generating(StringBuilder card, CardContents contents)
    {
        var manifest = contents.Manifest;
        var (ids, logits) = (manifest.Graph.Inputs[0].Name, manifest.Graph.Outputs[0].Name);
        Line(card, "In C#:");
        Line(card);
        Line(card, "```csharp");
        Line(card, "using var zoo = ModelZoo.Open(\"models\");");
        Line(card, $"using var generator = zoo.LoadGenerator(\"{manifest.Id}\");");
        Line(card, $"string continuation = generator.Generate(\"{contents.Goldens[0].Text}\", new GenerationOptions {{ Temperature = 0.7, Seed = 1 }});");
        Line(card, "```");
        Line(card);
        Line(card, "In any other ONNX runtime, from ids made as above; in Python, always taking the likeliest:");
        Line(card);
        Line(card, "```python");
        Line(card, "import numpy, onnxruntime");
        Line(card, $"session = onnxruntime.InferenceSession(\"{manifest.Graph.File}\")");
        Line(card, $"inputs = {{\"{ids}\": numpy.array([[{string.Join(", ", contents.Goldens[0].Ids)}]], dtype=numpy.int64)}}");
        foreach (var state in manifest.Graph.Inputs.Skip(1))
        {
            Line(card, $"inputs[\"{state.Name}\"] = numpy.zeros((1, 1, {state.Shape[^1]}), dtype=numpy.float32)");
        }

        Line(card, $"for _ in range({manifest.Pipeline.MaximumLength}):");
        Line(card, "    outputs = dict(zip([output.name for output in session.get_outputs()], session.run(None, inputs)))");
        Line(card, $"    outputs[\"{logits}\"][0, [{CharacterSequencePipeline.PaddingId}, {CharacterSequencePipeline.StartId}, {CharacterSequencePipeline.UnknownId}]] = -numpy.inf");
        Line(card, $"    chosen = outputs[\"{logits}\"][0].argmax()");
        Line(card, $"    if chosen == {CharacterSequencePipeline.EndId}:");
        Line(card, "        break");
        Line(card, "    print(chosen)");
        Line(card, "    inputs = {name: outputs.get(\"next_\" + name) for name in inputs}");
        Line(card, $"    inputs[\"{ids}\"] = numpy.array([[chosen]], dtype=numpy.int64)");
        Line(card, "```");
    }

    private static void Tolerance(StringBuilder card, ModelManifest manifest)
    {
        Line(card);
        Line(card, $"`{manifest.Goldens}` holds texts with the ids and scores they must give, `test_data_set_0` the first of them as tensors.");
        Line(card, manifest.ToleranceReason is null
            ? $"Scores may differ from the trainer's by {manifest.Tolerance:0.0e+0}."
            : $"Scores may differ from the trainer's by {manifest.Tolerance:0.0e+0}: {manifest.ToleranceReason}.");
    }

    private static void Heading(StringBuilder card, string heading)
    {
        Line(card);
        Line(card, $"## {heading}");
        Line(card);
    }

    private static string Share(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    // Not AppendLine: the package's bytes, and with them its hashes, must not depend on the machine's line ending.
    internal static void Line(StringBuilder card, string line = "") => card.Append(line).Append('\n');
}
