namespace RnnOnnx.Packages;

/// <summary>Bounds within which a package is read; whatever lies beyond them is refused before memory is taken for it.</summary>
public static class PackageLimits
{
    /// <summary>Largest manifest, in bytes: 1 MiB.</summary>
    public const long ManifestBytes = 1 << 20;

    /// <summary>Largest other file, in bytes: the most that one ONNX file can hold and one array can take.</summary>
    public const long FileBytes = 0x7FFFFFC7;

    /// <summary>Most files in one package.</summary>
    public const int Files = 1000;

    /// <summary>Most steps of a text pipeline.</summary>
    public const int Steps = 100_000;

    /// <summary>Most numbers of a word vector.</summary>
    public const int Dimensions = 10_000;

    /// <summary>Most characters of a model's id.</summary>
    public const int IdLength = 64;

    /// <summary>Most bytes of all files of one package together, as many as its largest file may have.</summary>
    public const long PackageBytes = FileBytes;

    /// <summary>The only version of ONNX' default operator set that graphs use.</summary>
    public const int Opset = 17;

    /// <summary>The only version of ONNX' file format that graphs are written in.</summary>
    public const int IrVersion = 8;

    /// <summary>Most nodes of a graph.</summary>
    public const int GraphNodes = 4096;

    /// <summary>Most constants of a graph.</summary>
    public const int GraphConstants = 4096;

    /// <summary>Most inputs of a graph, and most outputs.</summary>
    public const int GraphValues = 64;

    /// <summary>Most inputs of a node, and most outputs.</summary>
    public const int NodeValues = 256;

    /// <summary>Most numbers or texts of an attribute of a node.</summary>
    public const int AttributeValues = 64;

    /// <summary>Most dimensions of a constant, an input, an output or anything that a node computes.</summary>
    public const int Rank = 8;

    /// <summary>Most characters of a name in a graph.</summary>
    public const int GraphNameLength = 256;

    /// <summary>Most entries of a graph's metadata.</summary>
    public const int GraphMetadata = 1000;

    /// <summary>Most bytes that the results of all nodes of a graph together may take for a batch, beside those of each text: 2^28, for weights that are stored in fewer bytes.</summary>
    public const long ComputedBytes = 1L << 28;

    /// <summary>Most bytes that the results of all nodes of a graph together may take for each text of full length: 2^25, more than three times what the largest network of the zoo needs.</summary>
    public const long ComputedBytesPerText = 1L << 25;

    /// <summary>Most multiplications of matrices, convolutions and recurrent layers together for each text of full length: 2^31, a fifth of a second of one core.</summary>
    public const long MultiplicationsPerText = 1L << 31;
}
