using System.Text.Json;
using System.Text.Json.Serialization;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Jobs;

/// <summary>What a training process says of its job to the process that started it, one JSON object a line.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Line), "line")]
[JsonDerivedType(typeof(Batch), "batch")]
[JsonDerivedType(typeof(Epoch), "epoch")]
[JsonDerivedType(typeof(Finished), "finished")]
[JsonDerivedType(typeof(Failed), "failed")]
public abstract record JobEvent
{
    // The loss of a network that breaks down is no number.
    private static readonly JsonSerializerOptions Options = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private JobEvent()
    {
    }

    /// <summary>Reads a line; one that is no event, such as a warning of a native library, is a line of text.</summary>
    public static JobEvent Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        try
        {
            return (line.StartsWith('{') ? JsonSerializer.Deserialize<JobEvent>(line, Options) : null) ?? new Line(line);
        }
        catch (JsonException)
        {
            return new Line(line);
        }
    }

    /// <summary>The event as one line, without its end.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <summary>A line of text for the user.</summary>
    /// <param name="Text">The line, without its end.</param>
    public sealed record Line(string Text) : JobEvent;

    /// <summary>A batch is done.</summary>
    /// <param name="Figures">Where training stands.</param>
    public sealed record Batch(BatchFigures Figures) : JobEvent;

    /// <summary>An epoch is done and evaluated.</summary>
    /// <param name="Figures">What it gave.</param>
    /// <param name="Epochs">The recipe's number of epochs.</param>
    public sealed record Epoch(EpochFigures Figures, int Epochs) : JobEvent;

    /// <summary>The package is written and the figures are recorded.</summary>
    /// <param name="Result">The figures.</param>
    public sealed record Finished(JobResult Result) : JobEvent;

    /// <summary>The job failed.</summary>
    /// <param name="Message">What to tell the user.</param>
    public sealed record Failed(string Message) : JobEvent;
}
