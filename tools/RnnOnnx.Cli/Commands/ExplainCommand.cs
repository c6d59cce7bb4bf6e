using System.CommandLine;
using System.Text;
using System.Text.Json;
using RnnOnnx.Inference;
using RnnOnnx.Packages;

namespace RnnOnnx.Cli.Commands;

/// <summary><c>rnnonnx explain</c>: what a model sees of a text, and what each token does to the score.</summary>
internal static class ExplainCommand
{
    private static readonly string[] Columns = ["token", "id", "count", "what becomes of it", "score without", "change"];

    /// <summary>Creates the command.</summary>
    public static Command Create(Option<string?> models)
    {
        var model = new Argument<string>("MODEL") { Description = "The model's id, as 'list' shows it" };
        var text = new Argument<string>("TEXT") { Description = "A text, as one argument (quote it)" };
        var json = new Option<bool>("--json") { Description = "Write one JSON object" };
        var provider = ProviderOption.Create("What computes the model (default: auto)");
        var command = new Command("explain", "Shows each token of a text, whether the model knows it, and how the score moves without it.") { model, text, json, provider };
        command.SetAction(result =>
        {
            using var zoo = ModelsFolder.Open(result.GetValue(models));
            var package = zoo.OpenPackage(result.GetRequiredValue(model));
            using var classifier = TextClassifier.Load(package, new ClassifierOptions { Provider = ProviderOption.Parse(result.GetValue(provider)) });
            var words = result.GetRequiredValue(text);
            var explanation = Explanation.Of(package, classifier, words);
            using var output = StandardOutput.Open();
            if (result.GetValue(json))
            {
                output.WriteLine(ToJson(words, explanation));
            }
            else
            {
                var prediction = explanation.Prediction;
                output.WriteLine($"{prediction.Label}  {prediction.Score:F4}  ({prediction.Tokens:N0} tokens seen, {prediction.Unknown:N0} unknown, {prediction.Cut:N0} cut)");
                output.WriteLine();
                TextTable.Write(output, Columns, explanation.Tokens.Select(token => Row(token, prediction.Score)), 1, 2, 4, 5);
            }

            return 0;
        });
        return command;
    }

    private static string[] Row(ExplainedToken explained, float score)
    {
        var token = explained.Token;
        return
        [
            SingleLine.Of(token.Text),
            $"{token.Id}",
            explained.Count is { } count ? $"{count:N0}" : "",
            (token.IsKnown, token.Id, token.IsCut) switch
            {
                (false, null, _) => "unknown, left out",
                (false, _, false) => "unknown, replaced",
                (false, _, true) => "unknown, cut",
                (true, _, true) => "cut",
                _ => "",
            },
            explained.ScoreWithout is { } without ? $"{without:F4}" : "",
            explained.ScoreWithout is { } other ? $"{other - score:+0.0000;-0.0000;0.0000}" : "",
        ];
    }

    private static string ToJson(string text, Explanation explanation)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, JsonOutput.LineOptions))
        {
            var prediction = explanation.Prediction;
            writer.WriteStartObject();
            writer.WriteString("text", text);
            writer.WriteString("label", prediction.Label);
            writer.WriteNumber("score", prediction.Score);
            writer.WriteNumber("unknown", prediction.Unknown);
            writer.WriteNumber("cut", prediction.Cut);
            writer.WriteStartArray("tokens");
            foreach (var (token, count, without) in explanation.Tokens)
            {
                writer.WriteStartObject();
                writer.WriteString("token", token.Text);
                Write(writer, "id", token.Id);
                Write(writer, "count", count);
                writer.WriteBoolean("known", token.IsKnown);
                writer.WriteBoolean("cut", token.IsCut);
                Write(writer, "scoreWithout", without);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write<T>(Utf8JsonWriter writer, string name, T? value)
        where T : struct
    {
        writer.WritePropertyName(name);
        JsonSerializer.Serialize(writer, value);
    }
}
