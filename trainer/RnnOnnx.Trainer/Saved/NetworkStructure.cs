using RnnOnnx.Packages;
using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Saved;

/// <summary>What <c>architecture.json</c> says: a network without its weights, every choice of every layer spelled out, and the files beside it.</summary>
public sealed record NetworkStructure
{
    /// <summary>The only format that this version reads and writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Version of the format; <see cref="CurrentFormat"/>.</summary>
    public required int Format { get; init; }

    /// <summary>Id of the model; the architecture's own for freshly drawn weights.</summary>
    public required string Id { get; init; }

    /// <summary>Id of its architecture in the trainer.</summary>
    public required string Architecture { get; init; }

    /// <summary>One sentence for a reader.</summary>
    public required string Summary { get; init; }

    /// <summary>What its scores mean.</summary>
    public required ModelTask Task { get; init; }

    /// <summary>How text becomes ids.</summary>
    public required PipelineManifest Pipeline { get; init; }

    /// <summary>The layers, first to last.</summary>
    public required IReadOnlyList<LayerConfiguration> Layers { get; init; }

    /// <summary>The labels in the order of the scores; null for a network that was never trained, or generates.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The vectors package whose rows are the network's input; null when it takes the ids themselves, or was never trained.</summary>
    public VectorsReference? Vectors { get; init; }

    /// <summary>Where the vectors of a frozen embedding come from; null where there is none.</summary>
    public string? VectorsSource { get; init; }

    /// <summary>The weights, in the safetensors format.</summary>
    public required FileManifest Weights { get; init; }

    /// <summary>The vocabulary; null for a network that was never trained.</summary>
    public FileManifest? Vocabulary { get; init; }

    /// <summary>How often each line of the vocabulary occurs in the training texts; null where it was not counted.</summary>
    public FileManifest? Counts { get; init; }
}
