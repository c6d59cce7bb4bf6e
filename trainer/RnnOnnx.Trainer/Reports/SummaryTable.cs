using System.Globalization;
using System.Text;

namespace RnnOnnx.Trainer.Reports;

/// <summary>Writes the results of a zoo as a table of figures, <c>summary.csv</c>. What is missing is an empty cell.</summary>
public static class SummaryTable
{
    /// <summary>The table's file name in the zoo's folder.</summary>
    public const string FileName = "summary.csv";

    private const string Header =
        "model,corpus,recipe,vectors,mark,mark_source,test_accuracy,least,greatest,seeds,difference,met,reference,reference_least,reference_greatest,reference_seeds,test_accuracy_document_protocol,package_seed,package_test_accuracy,"
        + "parameters,bytes,train_seconds,one_text_us,thousand_texts_ms,torch,onnx_runtime,processor";

    /// <summary>The table.</summary>
    public static string Write(ZooResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var table = new StringBuilder(Header).Append('\n');
        foreach (var model in results.Models)
        {
            table.AppendJoin(
                ',',
                model.Architecture.Id,
                model.Corpus,
                model.Recipe,
                model.Vectors,
                Share(model.Mark?.Value),
                model.Mark?.Source.Replace(",", "", StringComparison.Ordinal),
                Share(model.Spread?.Mean),
                Share(model.Spread?.Least),
                Share(model.Spread?.Greatest),
                model.Spread?.Seeds ?? 0,
                Share(model.Difference),
                model.IsMet switch { true => "yes", false => "no", null => "" },
                Share(model.Reference?.Mean),
                Share(model.Reference?.Least),
                Share(model.Reference?.Greatest),
                model.Reference?.Seeds,
                Share(model.DocumentProtocol),
                model.Package?.Seed,
                Share(model.Package?.Accuracy),
                model.Architecture.Parameters,
                model.Package?.Bytes,
                Number(model.TrainSeconds, "F1"),
                Number(model.Package?.One, "F0"),
                Number(model.Package?.Thousand / 1000, "F1"),
                Joined(model, engine => engine.Torch),
                Joined(model, engine => engine.OnnxRuntime),
                Joined(model, engine => engine.Processor)).Append('\n');
        }

        return table.ToString();
    }

    private static string Joined(ModelResult model, Func<MadeWith, string> part) => string.Join(" and ", model.MadeWith.Select(part).Where(text => text.Length > 0).Distinct());

    private static string? Share(double? value) => Number(value, "F4");

    private static string? Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture);
}
