namespace RnnOnnx.Graphs;

/// <summary>An ONNX graph as its file says it, in the file's order.</summary>
/// <param name="IrVersion">Version of the file format.</param>
/// <param name="Opset">Version of the default operator set.</param>
/// <param name="Nodes">The nodes.</param>
/// <param name="Constants">The constants that the file calls initializers.</param>
/// <param name="Inputs">What a run is given.</param>
/// <param name="Outputs">What a run gives.</param>
internal sealed record OnnxGraph(
    long IrVersion, long Opset, IReadOnlyList<OnnxNode> Nodes, IReadOnlyList<OnnxConstant> Constants, IReadOnlyList<OnnxValue> Inputs, IReadOnlyList<OnnxValue> Outputs);

/// <summary>A node of a graph.</summary>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Type">Its operator.</param>
/// <param name="Inputs">Names of its inputs; an empty name is one that is left out.</param>
/// <param name="Outputs">Names of its outputs; an empty name is one that is not wanted.</param>
/// <param name="Attributes">Its settings by name.</param>
internal sealed record OnnxNode(string Name, string Type, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyDictionary<string, OnnxAttribute> Attributes)
{
    /// <summary>What messages call the node.</summary>
    public string Place => $"node '{(Name.Length > 0 ? Name : Outputs.FirstOrDefault(static output => output.Length > 0))}' ({Type})";
}

/// <summary>A setting of a node; the members that are not of its kind are empty.</summary>
/// <param name="Kind">Which of the members is in use.</param>
/// <param name="Number">A whole number.</param>
/// <param name="Real">A number.</param>
/// <param name="Text">A text.</param>
/// <param name="Numbers">Whole numbers.</param>
/// <param name="Reals">Numbers.</param>
/// <param name="Texts">Texts.</param>
internal sealed record OnnxAttribute(OnnxAttributeKind Kind, long Number, float Real, string Text, IReadOnlyList<long> Numbers, IReadOnlyList<float> Reals, IReadOnlyList<string> Texts);

/// <summary>The kinds of attributes that the format of packages knows, with the numbers that ONNX gives them.</summary>
internal enum OnnxAttributeKind
{
    /// <summary>A number.</summary>
    Real = 1,

    /// <summary>A whole number.</summary>
    Number = 2,

    /// <summary>A text.</summary>
    Text = 3,

    /// <summary>Numbers.</summary>
    Reals = 6,

    /// <summary>Whole numbers.</summary>
    Numbers = 7,

    /// <summary>Texts.</summary>
    Texts = 8,
}

/// <summary>A constant of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its dimensions, each at least 1; none for a single number.</param>
/// <param name="Data">Its numbers, little-endian, row by row; as many as the shape says.</param>
internal sealed record OnnxConstant(string Name, OnnxType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data);

/// <summary>An input or an output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its dimensions; null for one that the graph leaves open.</param>
internal sealed record OnnxValue(string Name, OnnxType Type, IReadOnlyList<long?> Shape);

/// <summary>The element types that the format of packages knows, with the numbers that ONNX gives them.</summary>
internal enum OnnxType
{
    /// <summary>IEEE 754 single precision.</summary>
    Float32 = 1,

    /// <summary>Whole numbers of 8 bits with a sign.</summary>
    Int8 = 3,

    /// <summary>Whole numbers of 32 bits with a sign.</summary>
    Int32 = 6,

    /// <summary>Whole numbers of 64 bits with a sign.</summary>
    Int64 = 7,

    /// <summary>True and false.</summary>
    Boolean = 9,

    /// <summary>IEEE 754 half precision.</summary>
    Float16 = 10,
}

/// <summary>What follows from an element type.</summary>
internal static class OnnxTypes
{
    /// <summary>What manifests call the type, such as <c>float16</c>.</summary>
    public static string Name(this OnnxType type) => type switch
    {
        OnnxType.Float32 => "float32",
        OnnxType.Float16 => "float16",
        OnnxType.Int64 => "int64",
        OnnxType.Int32 => "int32",
        OnnxType.Int8 => "int8",
        _ => "bool",
    };

    /// <summary>The bytes of an element.</summary>
    public static int Size(this OnnxType type) => type switch
    {
        OnnxType.Int64 => sizeof(long),
        OnnxType.Float32 or OnnxType.Int32 => sizeof(float),
        OnnxType.Float16 => 2,
        _ => 1,
    };
}
