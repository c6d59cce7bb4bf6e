using RnnOnnx.Batching;
using RnnOnnx.Inference;

namespace RnnOnnx.Hosting;

/// <summary>How one of an application's models is run.</summary>
public sealed class HostedModelOptions
{
    /// <summary>What computes the model. Batch size and parallelism are those of <see cref="Batching"/>: one run of the graph per batch, and one batch per worker.</summary>
    public ClassifierOptions Classifier { get; set; } = new();

    /// <summary>How texts are put together.</summary>
    public BatchingOptions Batching { get; set; } = new();
}
