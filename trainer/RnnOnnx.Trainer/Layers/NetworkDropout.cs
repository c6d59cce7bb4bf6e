namespace RnnOnnx.Trainer.Layers;

/// <summary>Dropout that a network has in training beside that of its layers; the graph knows nothing of it.</summary>
/// <param name="Embedding">Share of the numbers that the first layer gives, each by itself.</param>
/// <param name="EmbeddingFeatures">Share of the features that the first layer gives, each for all steps of a text.</param>
/// <param name="LastDense">Share of the numbers that reach the last layer.</param>
public sealed record NetworkDropout(double Embedding, double EmbeddingFeatures, double LastDense);
