using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Corpora;

namespace RnnOnnx.Trainer.Training;

/// <summary>A corpus as a network sees it: divided, with a text pipeline fitted to its training part, and every text as ids.</summary>
public sealed record PreparedTexts
{
    /// <summary>The corpus.</summary>
    public required ICorpus Corpus { get; init; }

    /// <summary>The corpus' hash, which takes a while to compute.</summary>
    public required string CorpusSha256 { get; init; }

    /// <summary>How text becomes ids.</summary>
    public required ITextPipeline Pipeline { get; init; }

    /// <summary>The pipeline's vocabulary.</summary>
    public required Vocabulary Vocabulary { get; init; }

    /// <summary>How often each line of the vocabulary occurs in the training part; null where it was not counted.</summary>
    public IReadOnlyList<long>? Counts { get; init; }

    /// <summary>Texts to train on.</summary>
    public required LabelledSequences Training { get; init; }

    /// <summary>Texts to choose the epoch on.</summary>
    public required LabelledSequences Validation { get; init; }

    /// <summary>Texts kept back for the figure that stands beside the document's.</summary>
    public required LabelledSequences Test { get; init; }

    /// <summary>What <see cref="Test"/> is, in words.</summary>
    public required string TestPart { get; init; }

    /// <summary>The corpus' own test part where <see cref="Test"/> is another; null otherwise.</summary>
    public LabelledSequences? OfficialTest { get; init; }

    /// <summary>The vectors of the ids, row by row; null where the network takes none.</summary>
    public float[]? VectorTable { get; init; }

    /// <summary>The vectors' name, one of <see cref="Corpora.VectorsSource.Names"/>; null where there are none, or where they came with another network's weights.</summary>
    public string? VectorsName { get; init; }

    /// <summary>Where the vectors come from; null where there are none.</summary>
    public string? VectorsSource { get; init; }

    /// <summary>The vectors as a package beside the models, where the graph takes them as its input; null otherwise.</summary>
    public VectorsPackage? VectorsPackage { get; init; }
}
