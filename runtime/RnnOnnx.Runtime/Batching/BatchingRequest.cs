using RnnOnnx.Inference;

namespace RnnOnnx.Batching;

/// <summary>A text, and the task of whoever waits for its prediction.</summary>
/// <remarks>Continuations never run on the thread that completes it: a worker is not held up by what a caller does with a prediction.</remarks>
internal sealed class BatchingRequest(EncodedText text) : TaskCompletionSource<Prediction>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>The text.</summary>
    public EncodedText Text => text;

    /// <summary>What stands for the time that the text takes: its number of ids.</summary>
    public int Length => text.Ids.Length;

    /// <summary>Place in the order of arrival.</summary>
    public long Sequence { get; set; }

    /// <summary>Timestamp of the arrival.</summary>
    public long Arrived { get; set; }

    /// <summary>Timestamp at which the text's turn had come in order of arrival and others were started instead; null before.</summary>
    public long? PassedOver { get; set; }

    /// <summary>Where the text waits; in no list before and after.</summary>
    public LinkedListNode<BatchingRequest>? Place { get; set; }

    /// <summary>Number of texts in its batch.</summary>
    public int BatchSize { get; set; }

    /// <summary>What the caller's token calls when it is cancelled.</summary>
    public CancellationTokenRegistration Cancellation { get; set; }
}
