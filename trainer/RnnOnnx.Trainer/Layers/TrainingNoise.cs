namespace RnnOnnx.Trainer.Layers;

/// <summary>What disturbs a network in training beside its layers, so that it does not learn its texts by heart; the graph knows nothing of it.</summary>
/// <param name="Embedding">Share of the numbers that the first layer gives which are dropped, each by itself.</param>
/// <param name="EmbeddingFeatures">Share of the features that the first layer gives which are dropped, each for all steps of a text.</param>
/// <param name="LastDense">Share of the numbers that reach the last layer which are dropped.</param>
/// <param name="AdversarialNorm">Length by which <see cref="AdversarialLayer"/> moves a text's embedded words, in lengths of a word; 0 for no such layer.</param>
public sealed record TrainingNoise(double Embedding, double EmbeddingFeatures, double LastDense, double AdversarialNorm = 0);
