using System.Diagnostics;
using System.Diagnostics.Metrics;
using RnnOnnx.Inference;

namespace RnnOnnx.Hosting;

/// <summary>What can be measured and traced of batching classifiers. Nothing of it holds a text or a part of one.</summary>
/// <remarks>
/// Instruments, each with the tag <c>rnnonnx.model</c>: <c>rnnonnx.queue.depth</c> (texts), <c>rnnonnx.queue.wait</c> (s), <c>rnnonnx.batch.size</c> (texts),
/// <c>rnnonnx.batch.duration</c> (s), <c>rnnonnx.batch.padding</c> (share of the computed steps that no text fills, 0 to 1), <c>rnnonnx.tokens</c>, and <c>rnnonnx.requests</c> with the tag
/// <c>outcome</c>: classified, failed, cancelled or overloaded. Activity: <c>rnnonnx.predict</c>, from the call to the reply.
/// </remarks>
public static class RnnOnnxTelemetry
{
    /// <summary>Name of the meter and of the activity source, for <c>AddMeter</c> and <c>AddSource</c> of OpenTelemetry.</summary>
    public const string Name = "RnnOnnx";

    internal const string ModelTag = "rnnonnx.model";
    internal static readonly ActivitySource Activities = new(Name);

    private static readonly Meter Meter = new(Name);
    private static readonly UpDownCounter<int> Depth = Meter.CreateUpDownCounter<int>("rnnonnx.queue.depth", "{text}", "Texts that wait.");
    private static readonly Histogram<double> Wait = Meter.CreateHistogram<double>("rnnonnx.queue.wait", "s", "Time from a text's arrival to the start of its batch.");
    private static readonly Histogram<int> Size = Meter.CreateHistogram<int>("rnnonnx.batch.size", "{text}", "Texts that were run together.");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("rnnonnx.batch.duration", "s", "Time from text to prediction of a batch.");
    private static readonly Histogram<double> Padding = Meter.CreateHistogram<double>("rnnonnx.batch.padding", "1", "Share of a batch's computed steps that no text fills.");
    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>("rnnonnx.tokens", "{token}", "Ids that models saw.");
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("rnnonnx.requests", "{text}", "Texts by what became of them.");

    internal static void Queued(string model, int change) => Depth.Add(change, Tag(model));

    internal static void Waited(string model, TimeSpan wait) => Wait.Record(wait.TotalSeconds, Tag(model));

    internal static void Ended(string model, string outcome, int texts) => Requests.Add(texts, Tag(model), new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>Counts a batch that was classified.</summary>
    /// <param name="model">The model's id.</param>
    /// <param name="predictions">What became of its texts.</param>
    /// <param name="fixedSteps">Steps that are computed for every text; null if for as many as the longest text has.</param>
    /// <param name="duration">How long it took.</param>
    internal static void Ran(string model, IReadOnlyList<Prediction> predictions, int? fixedSteps, TimeSpan duration)
    {
        long tokens = 0;
        var longest = 1;
        foreach (var prediction in predictions)
        {
            tokens += prediction.Tokens;
            longest = Math.Max(longest, prediction.Tokens);
        }

        var computed = (long)(fixedSteps ?? longest) * predictions.Count;
        var tag = Tag(model);
        Size.Record(predictions.Count, tag);
        Duration.Record(duration.TotalSeconds, tag);
        Padding.Record(1 - (tokens / (double)computed), tag);
        Tokens.Add(tokens, tag);
        Ended(model, "classified", predictions.Count);
    }

    private static KeyValuePair<string, object?> Tag(string model) => new(ModelTag, model);
}
