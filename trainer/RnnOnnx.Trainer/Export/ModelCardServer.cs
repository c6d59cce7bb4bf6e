using System.Globalization;
using System.Text;
using RnnOnnx.Packages;
using RnnOnnx.Text;

namespace RnnOnnx.Trainer.Export;

/// <summary>The part of a card on a Triton inference server: how it is started, and a request that gives the first golden's scores.</summary>
internal static class ModelCardServer
{
    private const int MostFillers = 20;

    /// <summary>Writes it.</summary>
    /// <param name="card">The card so far, which for a model of word vectors has made its table and ids.</param>
    /// <param name="contents">What the card says.</param>
    public static void Write(StringBuilder card, CardContents contents)
    {
        var manifest = contents.Manifest;
        ModelCard.Line(card);
        ModelCard.Line(card, "In Triton, for which the zoo's folder is a model repository:");
        ModelCard.Line(card);
        ModelCard.Line(card, "```");
        ModelCard.Line(card, $"tritonserver --model-repository=models --model-control-mode=explicit --load-model={manifest.Id}");
        ModelCard.Line(card, "```");
        ModelCard.Line(card);
        if (manifest.Vectors is null)
        {
            Request(card, contents);
        }
        else
        {
            Rows(card, manifest);
        }
    }

    private static void Request(StringBuilder card, CardContents contents)
    {
        var (manifest, golden) = (contents.Manifest, contents.Goldens[0]);
        var ids = manifest.Task == ModelTask.Generation || manifest.Graph.LengthAdaptive
            ? golden.Ids
            : SequencePadding.Pad(golden.Ids, manifest.Pipeline.MaximumLength, manifest.Pipeline.Padding, manifest.Pipeline.Truncation);
        ModelCard.Line(card, $"\"{golden.Text}\", the first golden, as a request; its {(manifest.Task == ModelTask.Generation ? "logits are" : golden.Scores.Count == 1 ? "score is" : "scores are")} {Shown(golden.Scores)}:");
        ModelCard.Line(card);
        ModelCard.Line(card, "```");
        ModelCard.Line(card, $"curl http://localhost:8000/v2/models/{manifest.Id}/infer -d @- <<END");
        ModelCard.Line(card, "{\"inputs\": [");
        foreach (var (index, input) in manifest.Graph.Inputs.Index())
        {
            var states = index == 0 ? [] : new int[int.Parse(input.Shape[^1], CultureInfo.InvariantCulture)];
            var (shape, type, data) = index == 0 ? ($"1, {ids.Count}", "INT64", Numbers(ids)) : ($"1, 1, {states.Length}", "FP32", Numbers(states));
            var end = index + 1 < manifest.Graph.Inputs.Count ? "," : "";
            ModelCard.Line(card, $"  {{\"name\": \"{input.Name}\", \"shape\": [{shape}], \"datatype\": \"{type}\", \"data\": [{data}]}}{end}");
        }

        ModelCard.Line(card, "]}");
        ModelCard.Line(card, "END");
        ModelCard.Line(card, "```");
    }

    private static void Rows(StringBuilder card, ModelManifest manifest)
    {
        var input = manifest.Graph.Inputs[0];
        ModelCard.Line(card, "After the Python above:");
        ModelCard.Line(card);
        ModelCard.Line(card, "```python");
        ModelCard.Line(card, "import urllib.request");
        ModelCard.Line(card, "rows = table[ids]");
        ModelCard.Line(card, $"inputs = [{{\"name\": \"{input.Name}\", \"shape\": rows.shape, \"datatype\": \"FP32\", \"data\": rows.ravel().tolist()}}]");
        ModelCard.Line(card, $"answer = urllib.request.urlopen(\"http://localhost:8000/v2/models/{manifest.Id}/infer\", json.dumps({{\"inputs\": inputs}}).encode())");
        ModelCard.Line(card, "scores = json.load(answer)[\"outputs\"][0][\"data\"]");
        ModelCard.Line(card, "```");
    }

    // The shell writes long runs of zeros.
    private static string Numbers(IReadOnlyList<int> numbers)
    {
        var fillers = numbers.Reverse().TakeWhile(number => number == 0).Count();
        if (fillers <= MostFillers)
        {
            return string.Join(", ", numbers);
        }

        var (first, zeros) = fillers == numbers.Count ? ("0", fillers - 1) : (string.Join(", ", numbers.SkipLast(fillers)), fillers);
        return $"{first}$(printf ', 0%.0s' $(seq {zeros}))";
    }

    private static string Shown(IReadOnlyList<float> scores)
    {
        const int most = 4;
        return string.Join(", ", scores.Take(most).Select(score => score.ToString("0.0000", CultureInfo.InvariantCulture))) + (scores.Count > most ? ", ..." : "");
    }
}
