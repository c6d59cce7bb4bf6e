namespace RnnOnnx.Packages;

/// <summary>What <c>manifest.json</c> of a model package says: the model, its text pipeline, its graph and every other file with its hash.</summary>
public sealed record ModelManifest
{
    /// <summary>The only package format that this version reads and writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The manifest's own file name.</summary>
    public const string FileName = "manifest.json";

    /// <summary>Version of the package format; <see cref="CurrentFormat"/>.</summary>
    public required int Format { get; init; }

    /// <summary>The model's id, also the name of its folder.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the architecture that the trainer built.</summary>
    public required string Architecture { get; init; }

    /// <summary>One sentence for a list of models.</summary>
    public required string Summary { get; init; }

    /// <summary>The document that describes the network, such as <c>003</c>.</summary>
    public required string Document { get; init; }

    /// <summary>What the scores mean: <see cref="ModelTask.Binary"/> graphs give one probability, that of the last label.</summary>
    public required ModelTask Task { get; init; }

    /// <summary>The network's layers, first to last.</summary>
    public required IReadOnlyList<LayerManifest> Layers { get; init; }

    /// <summary>Number of parameters, frozen ones included.</summary>
    public required long Parameters { get; init; }

    /// <summary>Number of trainable parameters.</summary>
    public required long Trainable { get; init; }

    /// <summary>How text becomes ids.</summary>
    public required PipelineManifest Pipeline { get; init; }

    /// <summary>The vectors package whose rows are the graph's input; null when the graph takes the ids themselves.</summary>
    public VectorsReference? Vectors { get; init; }

    /// <summary>The ONNX graph.</summary>
    public required GraphManifest Graph { get; init; }

    /// <summary>File of the labels, one a line, in the order of the scores.</summary>
    public required string Labels { get; init; }

    /// <summary>File of the goldens: texts, their ids and their scores.</summary>
    public required string Goldens { get; init; }

    /// <summary>How far a score may lie from the trainer's own, absolute.</summary>
    public required double Tolerance { get; init; }

    /// <summary>Why <see cref="Tolerance"/> is looser than 1e-5; null when it is not.</summary>
    public string? ToleranceReason { get; init; }

    /// <summary>What the model was trained on, how, and what it reached.</summary>
    public required TrainingManifest Training { get; init; }

    /// <summary>Engine name to version, such as <c>torch</c> to <c>1.13.1 (system libtorch)</c>.</summary>
    public required IReadOnlyDictionary<string, string> Engines { get; init; }

    /// <summary>How the weights are stored, and what that costs; null where nobody has chosen, and they are as they were trained.</summary>
    public StorageManifest? Storage { get; init; }

    /// <summary>Every other file of the package.</summary>
    public required IReadOnlyList<FileManifest> Files { get; init; }
}

/// <summary>What a model's scores mean.</summary>
public enum ModelTask
{
    /// <summary>One probability per text: that of the second label.</summary>
    Binary,

    /// <summary>One probability per label, adding up to 1.</summary>
    MultiClass,

    /// <summary>
    /// One logit per token of the vocabulary, whose tokens are also the labels: that of being the next one. The graph's first input is <c>ids [batch, time]</c>; each further input is a state
    /// <c>[1, batch, units]</c>, and an output of its name after <c>next_</c> gives it after all steps.
    /// </summary>
    Generation,
}

/// <summary>One layer as a summary prints it.</summary>
/// <param name="Name">Name within the network, such as <c>lstm</c>.</param>
/// <param name="Type">The field's name of the layer, such as <c>LSTM</c>.</param>
/// <param name="OutputShape">Such as <c>[batch, 500, 100]</c>.</param>
/// <param name="Parameters">Number of parameters, frozen ones included.</param>
/// <param name="Trainable">Number of trainable parameters.</param>
public sealed record LayerManifest(string Name, string Type, string OutputShape, long Parameters, long Trainable);

/// <summary>The ONNX graph of a package.</summary>
public sealed record GraphManifest
{
    /// <summary>Path of the graph within the package.</summary>
    public required string File { get; init; }

    /// <summary>Version of the default operator set.</summary>
    public required int Opset { get; init; }

    /// <summary>ONNX IR version.</summary>
    public required int IrVersion { get; init; }

    /// <summary>The graph's inputs.</summary>
    public required IReadOnlyList<TensorManifest> Inputs { get; init; }

    /// <summary>The graph's outputs.</summary>
    public required IReadOnlyList<TensorManifest> Outputs { get; init; }

    /// <summary>True when the graph takes any number of steps from 1 to the pipeline's maximum and gives the scores of the full length.</summary>
    public required bool LengthAdaptive { get; init; }
}

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Type">Element type: <c>int64</c> or <c>float32</c>.</param>
/// <param name="Shape">Dimensions: numbers, or the names <c>batch</c> and <c>time</c>.</param>
public sealed record TensorManifest(string Name, string Type, IReadOnlyList<string> Shape);

/// <summary>What a model was trained on, how, and what it reached.</summary>
public sealed record TrainingManifest
{
    /// <summary>The corpus' name, such as <c>imdb</c> or <c>imdb-sample</c>.</summary>
    public required string Corpus { get; init; }

    /// <summary>True when the corpus was made by the seeded generator and not written by people.</summary>
    public required bool SampleCorpus { get; init; }

    /// <summary>SHA-256 over the corpus' ids and labels.</summary>
    public required string CorpusSha256 { get; init; }

    /// <summary>Number of texts trained on.</summary>
    public required int TrainingTexts { get; init; }

    /// <summary>Number of texts on which the epoch was chosen.</summary>
    public required int ValidationTexts { get; init; }

    /// <summary>Number of texts in the test part.</summary>
    public required int TestTexts { get; init; }

    /// <summary>What the test part is, in words; null where nobody said.</summary>
    public string? TestPart { get; init; }

    /// <summary>Where the word vectors come from; null where there are none.</summary>
    public string? Vectors { get; init; }

    /// <summary>Name of the recipe.</summary>
    public required string Recipe { get; init; }

    /// <summary>The recipe's settings, by name.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Seed of every random choice.</summary>
    public required long Seed { get; init; }

    /// <summary>Number of epochs run.</summary>
    public required int Epochs { get; init; }

    /// <summary>The epoch whose weights are in the package, from 1.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Figures by name, such as <c>test_accuracy</c>: accuracies from 0 to 1, losses in nats.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>SHA-256 over all that decided the package's contents: configuration, corpus, engines and trainer. Null where nobody said.</summary>
    public string? Fingerprint { get; init; }
}

/// <summary>A file of a package.</summary>
/// <param name="Path">Path within the package, with <c>/</c>.</param>
/// <param name="Sha256">SHA-256 in lower-case hexadecimal.</param>
/// <param name="Bytes">Size in bytes.</param>
public sealed record FileManifest(string Path, string Sha256, long Bytes);

/// <summary>The vectors package that a model needs. It lies beside the model, in the folder that bears its id.</summary>
/// <param name="Id">The vectors' id.</param>
/// <param name="Sha256">SHA-256 of its <c>vectors.json</c>, in lower-case hexadecimal.</param>
public sealed record VectorsReference(string Id, string Sha256);
