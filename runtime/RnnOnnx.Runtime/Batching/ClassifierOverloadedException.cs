namespace RnnOnnx.Batching;

/// <summary>A text was refused because the queue of a batching classifier is full. Trying again later may succeed.</summary>
public sealed class ClassifierOverloadedException : RnnOnnxException
{
    /// <summary>Creates the error of a full queue.</summary>
    /// <param name="model">The model's id.</param>
    /// <param name="queueCapacity">Number of texts that wait.</param>
    public ClassifierOverloadedException(string model, int queueCapacity)
        : base($"{model}: {queueCapacity} texts are waiting and the queue holds no more; try again later, send fewer texts at a time, or raise {nameof(BatchingOptions.QueueCapacity)}.") =>
        QueueCapacity = queueCapacity;

    /// <summary>Creates the error.</summary>
    public ClassifierOverloadedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public ClassifierOverloadedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an error without a message.</summary>
    public ClassifierOverloadedException()
    {
    }

    /// <summary>Most texts that the queue holds; 0 where it is not known.</summary>
    public int QueueCapacity { get; }
}
