namespace RnnOnnx.Trainer.Architectures;

/// <summary>What an embedding holds before training.</summary>
public enum InitialEmbedding
{
    /// <summary>Keras' uniform draws.</summary>
    Uniform,

    /// <summary>Word vectors that the trainer makes of the training texts (<see cref="Corpora.SkipGram"/>), and draws for ids that are too rare for one.</summary>
    OwnVectors,
}
