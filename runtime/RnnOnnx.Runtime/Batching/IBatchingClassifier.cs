using RnnOnnx.Inference;

namespace RnnOnnx.Batching;

/// <summary>A model that many callers ask one text at a time; texts that arrive together are run together.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IBatchingClassifier
{
    /// <summary>The model's id.</summary>
    string ModelId { get; }

    /// <summary>Classifies a text as soon as its turn comes.</summary>
    /// <param name="text">Any text. An empty one is classified as the model's pipeline encodes it.</param>
    /// <param name="cancellationToken">Takes the text out of the queue and frees its place. A text whose batch has begun is classified nevertheless.</param>
    /// <returns>What <see cref="TextClassifier.Predict(string)"/> gives for the text. Errors are the task's, except for a null text.</returns>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    /// <exception cref="ClassifierOverloadedException">The queue is full.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed of.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while the text was queued.</exception>
    Task<Prediction> PredictAsync(string text, CancellationToken cancellationToken = default);
}
