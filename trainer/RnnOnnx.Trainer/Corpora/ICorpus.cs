namespace RnnOnnx.Trainer.Corpora;

/// <summary>What every corpus has, whether it comes as word ids or as text.</summary>
public interface ICorpus
{
    /// <summary>Name, such as <c>imdb</c>; that of a generated one ends in <c>-sample</c>.</summary>
    string Name { get; }

    /// <summary>True when the texts were made by a generator and not written by people.</summary>
    bool IsSample { get; }

    /// <summary>The labels' names; a label is a place in this list.</summary>
    IReadOnlyList<string> Labels { get; }

    /// <summary>The labels of the training part, row by row: what <see cref="CorpusSplit"/> divides.</summary>
    IReadOnlyList<int> TrainingLabels { get; }

    /// <summary>The labels of the test part, row by row; none where the corpus has no such part.</summary>
    IReadOnlyList<int> TestLabels { get; }

    /// <summary>SHA-256 over all that a network learns from.</summary>
    string Sha256();
}
