using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Export;

/// <summary>Everything that becomes a model package.</summary>
public sealed record PackageContents
{
    /// <summary>The manifest; its <see cref="ModelManifest.Files"/> are filled in when the package is written, so they may be empty here.</summary>
    public required ModelManifest Manifest { get; init; }

    /// <summary>The graph, as <see cref="GraphBuilder.Build"/> gives it; what the manifest says of the text pipeline is added to its metadata.</summary>
    public required ModelProto Model { get; init; }

    /// <summary>The vocabulary.</summary>
    public required Vocabulary Vocabulary { get; init; }

    /// <summary>How often each line of the vocabulary occurs in the training texts; null where it was not counted.</summary>
    public IReadOnlyList<long>? VocabularyCounts { get; init; }

    /// <summary>The word vectors that the graph takes as its input; null for graphs that take ids.</summary>
    public VectorsPackage? Vectors { get; init; }

    /// <summary>The labels in the order of the scores; two for a binary model.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Texts of the project's own with the trainer's scores; at least one. The first few become the ONNX test data.</summary>
    public required IReadOnlyList<Golden> Goldens { get; init; }

    /// <summary>The goldens with the scores of the float32 weights, where the manifest says how others are stored in their place; null elsewhere.</summary>
    public IReadOnlyList<Golden>? Float32Goldens { get; init; }

    /// <summary>Of a model that generates, its states after the first golden's ids, in the order of the graph's state inputs; none otherwise.</summary>
    public IReadOnlyList<float[]> States { get; init; } = [];

    /// <summary>The scores of every step of each golden, of a network that scores each; else empty.</summary>
    public IReadOnlyList<float[]> StepScores { get; init; } = [];

    /// <summary>The figures that the network's document prints, shown beside ours.</summary>
    public IReadOnlyList<Mark> Marks { get; init; } = [];

    /// <summary>What a reader of the model card must know besides: slips of the document, departures from it. One paragraph each, Markdown.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The figures of the epochs, written as a table and as a picture; null where nothing was trained, as of an ensemble.</summary>
    public TrainingHistory? History { get; init; }
}
