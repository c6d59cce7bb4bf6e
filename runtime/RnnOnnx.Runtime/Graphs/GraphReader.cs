using System.Text;
using RnnOnnx.Packages;

namespace RnnOnnx.Graphs;

/// <summary>Reads an ONNX file as strictly as the format of packages allows: what this project does not write is refused and never skipped.</summary>
/// <remarks>
/// A reader that skipped what it does not know, or took the last of two, might see another graph than ONNX Runtime does. Nothing nests without end: graphs within graphs, the types of
/// sequences and maps, and tensors in attributes are refused where they begin. Field numbers are those of onnx.proto.
/// </remarks>
internal sealed class GraphReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly GraphRefusal _refusal;

    private GraphReader(GraphRefusal refusal) => _refusal = refusal;

    /// <summary>Reads a file.</summary>
    /// <param name="file">The ONNX file's bytes; constants point into them.</param>
    /// <param name="refusal">Makes the errors.</param>
    /// <exception cref="GraphRefusedException">The file is not one of this format.</exception>
    public static OnnxGraph Read(ReadOnlyMemory<byte> file, GraphRefusal refusal) => new GraphReader(refusal).ReadModel(file);

    /// <summary>Reads a tensor that stands in a file of its own.</summary>
    /// <param name="file">The file's bytes; the tensor points into them.</param>
    /// <param name="refusal">Makes the errors.</param>
    /// <exception cref="GraphRefusedException">The file is not one of this format.</exception>
    public static OnnxConstant ReadTensor(ReadOnlyMemory<byte> file, GraphRefusal refusal) => new GraphReader(refusal).ReadConstant(file, 0);

    private OnnxGraph ReadModel(ReadOnlyMemory<byte> bytes)
    {
        long? irVersion = null;
        long? opset = null;
        var metadata = 0;
        (IReadOnlyList<OnnxNode> Nodes, IReadOnlyList<OnnxConstant> Constants, IReadOnlyList<OnnxValue> Inputs, IReadOnlyList<OnnxValue> Outputs)? graph = null;
        var message = new Message(_refusal, bytes, "the file");
        while (message.Next())
        {
            switch (message.Number)
            {
                case 1:
                    irVersion = message.Once().Integer();
                    break;
                case 2 or 3 or 4 or 6:
                    message.Once().Bytes();
                    break;
                case 5:
                    message.Once().Integer();
                    break;
                case 7:
                    graph = ReadGraph(message.Once().Bytes());
                    break;
                case 8:
                    opset = ReadOperatorSet(message.Once().Bytes());
                    break;
                case 14:
                    message.Count(ref metadata, PackageLimits.GraphMetadata, "entries of metadata");
                    ReadEntry(message.Bytes());
                    break;
                case 20:
                    throw message.Refused("holds training information");
                case 25:
                    throw message.Refused("defines functions of its own");
                default:
                    throw message.Unknown();
            }
        }

        if (graph is not var (nodes, constants, inputs, outputs) || irVersion is null || opset is null)
        {
            throw message.Refused("has no graph, no version or no operator set");
        }

        return new OnnxGraph(irVersion.Value, opset.Value, nodes, constants, inputs, outputs);
    }

    private long ReadOperatorSet(ReadOnlyMemory<byte> bytes)
    {
        long? version = null;
        var message = new Message(_refusal, bytes, "the operator set");
        while (message.Next())
        {
            switch (message.Number)
            {
                case 1:
                    DemandDefaultDomain(message);
                    break;
                case 2:
                    version = message.Once().Integer();
                    break;
                default:
                    throw message.Unknown();
            }
        }

        return version ?? throw message.Refused("has no version");
    }

    private void ReadEntry(ReadOnlyMemory<byte> bytes)
    {
        var message = new Message(_refusal, bytes, "the metadata");
        while (message.Next())
        {
            if (message.Number is not (1 or 2))
            {
                throw message.Unknown();
            }

            message.Once().Bytes();
        }
    }

    private (List<OnnxNode> Nodes, List<OnnxConstant> Constants, List<OnnxValue> Inputs, List<OnnxValue> Outputs) ReadGraph(ReadOnlyMemory<byte> bytes)
    {
        var (nodes, constants, inputs, outputs) = (new List<OnnxNode>(), new List<OnnxConstant>(), new List<OnnxValue>(), new List<OnnxValue>());
        var message = new Message(_refusal, bytes, "the graph");
        while (message.Next())
        {
            switch (message.Number)
            {
                case 1:
                    message.Limit(nodes.Count, PackageLimits.GraphNodes, "nodes");
                    nodes.Add(ReadNode(message.Bytes(), nodes.Count));
                    break;
                case 2 or 10:
                    message.Once().Bytes();
                    break;
                case 5:
                    message.Limit(constants.Count, PackageLimits.GraphConstants, "constants");
                    constants.Add(ReadConstant(message.Bytes(), constants.Count));
                    break;
                case 11:
                    message.Limit(inputs.Count, PackageLimits.GraphValues, "inputs");
                    inputs.Add(ReadValue(message.Bytes(), $"input {inputs.Count}"));
                    break;
                case 12:
                    message.Limit(outputs.Count, PackageLimits.GraphValues, "outputs");
                    outputs.Add(ReadValue(message.Bytes(), $"output {outputs.Count}"));
                    break;
                case 13:
                    throw message.Refused("says the types of inner values, which follow from the nodes");
                case 15:
                    throw message.Refused("has a sparse constant");
                default:
                    throw message.Unknown();
            }
        }

        return (nodes, constants, inputs, outputs);
    }

    private OnnxNode ReadNode(ReadOnlyMemory<byte> bytes, int index)
    {
        var (name, type, inputs, outputs) = ("", "", new List<string>(), new List<string>());
        var attributes = new Dictionary<string, OnnxAttribute>(StringComparer.Ordinal);
        var message = new Message(_refusal, bytes, $"node {index}");
        while (message.Next())
        {
            switch (message.Number)
            {
                case 1:
                    message.Limit(inputs.Count, PackageLimits.NodeValues, "inputs");
                    inputs.Add(message.Name());
                    break;
                case 2:
                    message.Limit(outputs.Count, PackageLimits.NodeValues, "outputs");
                    outputs.Add(message.Name());
                    break;
                case 3:
                    name = message.Once().Name();
                    break;
                case 4:
                    type = message.Once().Name();
                    break;
                case 5:
                    message.Limit(attributes.Count, PackageLimits.AttributeValues, "attributes");
                    var (key, value) = ReadAttribute(message.Bytes(), index);
                    if (!attributes.TryAdd(key, value))
                    {
                        throw message.Refused($"has the attribute '{key}' twice");
                    }

                    break;
                case 6:
                    message.Once().Bytes();
                    break;
                case 7:
                    DemandDefaultDomain(message);
                    break;
                default:
                    throw message.Unknown();
            }
        }

        return new OnnxNode(name, type, inputs, outputs, attributes);
    }

    private (string Name, OnnxAttribute Attribute) ReadAttribute(ReadOnlyMemory<byte> bytes, int node)
    {
        var (name, kind, set) = ("", 0L, new HashSet<OnnxAttributeKind>());
        var (number, real, text, numbers, reals, texts) = (0L, 0f, "", new List<long>(), new List<float>(), new List<string>());
        var message = new Message(_refusal, bytes, $"an attribute of node {node}");
        while (message.Next())
        {
            switch (message.Number)
            {
                case 1:
                    name = message.Once().Name();
                    break;
                case 2:
                    real = message.Once().Real();
                    set.Add(OnnxAttributeKind.Real);
                    break;
                case 3:
                    number = message.Once().Integer();
                    set.Add(OnnxAttributeKind.Number);
                    break;
                case 4:
                    text = message.Once().Name();
                    set.Add(OnnxAttributeKind.Text);
                    break;
                case 5 or 10:
                    throw message.Refused("is a tensor; constants belong to the graph");
                case 6 or 11:
                    throw message.Refused("is a graph within the graph");
                case 7:
                    message.Reals(reals);
                    set.Add(OnnxAttributeKind.Reals);
                    break;
                case 8:
                    message.Integers(numbers, PackageLimits.AttributeValues);
                    set.Add(OnnxAttributeKind.Numbers);
                    break;
                case 9:
                    message.Limit(texts.Count, PackageLimits.AttributeValues, "texts");
                    texts.Add(message.Name());
                    set.Add(OnnxAttributeKind.Texts);
                    break;
                case 13:
                    message.Once().Bytes();
                    break;
                case 20:
                    kind = message.Once().Integer();
                    break;
                default:
                    throw message.Unknown();
            }
        }

        // An empty list leaves no trace but its kind.
        var known = (OnnxAttributeKind)Small(kind);
        return Enum.IsDefined(known) && set.All(other => other == known)
            ? (name, new OnnxAttribute(known, number, real, text, numbers, reals, texts))
            : throw message.Refused($"'{name}' says that it is of the kind {kind} and holds something else");
    }

    private OnnxConstant ReadConstant(ReadOnlyMemory<byte> bytes, int index)
    {
        var (name, type, shape) = ("", 0L, new List<long>());
        ReadOnlyMemory<byte>? data = null;
        var message = new Message(_refusal, bytes, $"constant {index}");
        while (message.Next())
        {
            switch (message.Number)
            {
                case 1:
                    message.Integers(shape, PackageLimits.Rank);
                    break;
                case 2:
                    type = message.Once().Integer();
                    break;
                case 8:
                    name = message.Once().Name();
                    message.Place = $"constant '{name}'";
                    break;
                case 9:
                    data = message.Once().Bytes();
                    break;
                case 12:
                    message.Once().Bytes();
                    break;
                case 4 or 5 or 6 or 7 or 10 or 11:
                    throw message.Refused("keeps its numbers in another place than raw_data");
                case 13 or 14:
                    throw message.Refused("keeps its numbers outside the file");
                default:
                    throw message.Unknown();
            }
        }

        if (TypeOf(type) is not (OnnxType.Float32 or OnnxType.Int64 or OnnxType.Float16 or OnnxType.Int8))
        {
            throw message.Refused($"has the element type {type}, which constants of this format do not have");
        }

        var size = TypeOf(type).Size();
        var count = 1L;
        foreach (var dimension in shape)
        {
            if (dimension < 1 || dimension > PackageLimits.FileBytes)
            {
                throw message.Refused($"has the dimensions [{string.Join(", ", shape)}], of which each must lie between 1 and {PackageLimits.FileBytes}");
            }

            count = Math.BigMul(count, dimension, out var low) == 0 && low is >= 0 and <= PackageLimits.FileBytes
                ? low
                : throw message.Refused($"has the dimensions [{string.Join(", ", shape)}], which are more numbers than a file can hold");
        }

        return data is { } raw && raw.Length == count * size
            ? new OnnxConstant(name, TypeOf(type), shape, raw)
            : throw message.Refused($"has the dimensions [{string.Join(", ", shape)}] and so {count * size} bytes, and the file has {data?.Length ?? 0}");
    }

    private OnnxValue ReadValue(ReadOnlyMemory<byte> bytes, string place)
    {
        var name = "";
        (OnnxType Type, List<long?> Shape)? type = null;
        var message = new Message(_refusal, bytes, place);
        while (message.Next())
        {
            switch (message.Number)
            {
                case 1:
                    name = message.Once().Name();
                    break;
                case 2:
                    type = ReadTensorType(new Message(_refusal, message.Once().Bytes(), place).Only(1), place);
                    break;
                case 3:
                    message.Once().Bytes();
                    break;
                default:
                    throw message.Unknown();
            }
        }

        return type is var (element, shape) ? new OnnxValue(name, element, shape) : throw message.Refused($"'{name}' has no type");
    }

    private (OnnxType Type, List<long?> Shape) ReadTensorType(ReadOnlyMemory<byte> bytes, string place)
    {
        var type = 0L;
        List<long?>? shape = null;
        var message = new Message(_refusal, bytes, place);
        while (message.Next())
        {
            switch (message.Number)
            {
                case 1:
                    type = message.Once().Integer();
                    break;
                case 2:
                    shape = ReadShape(message.Once().Bytes(), place);
                    break;
                default:
                    throw message.Unknown();
            }
        }

        return TypeOf(type) is OnnxType.Float32 or OnnxType.Int64 && shape is not null
            ? (TypeOf(type), shape)
            : throw message.Refused($"is a tensor of element type {type}{(shape is null ? " without a shape" : "")}, and must be one of float32 or int64 with a shape");
    }

    private List<long?> ReadShape(ReadOnlyMemory<byte> bytes, string place)
    {
        var shape = new List<long?>();
        var message = new Message(_refusal, bytes, place);
        while (message.Next())
        {
            if (message.Number != 1)
            {
                throw message.Unknown();
            }

            message.Limit(shape.Count, PackageLimits.Rank, "dimensions");
            shape.Add(ReadDimension(message.Bytes(), place));
        }

        return shape;
    }

    private long? ReadDimension(ReadOnlyMemory<byte> bytes, string place)
    {
        long? length = null;
        var message = new Message(_refusal, bytes, place);
        if (message.Next())
        {
            switch (message.Number)
            {
                case 1:
                    length = message.Integer();
                    break;
                case 2:
                    message.Name();
                    break;
                default:
                    throw message.Unknown();
            }
        }

        return !message.Next() && length is null or (>= 1 and <= PackageLimits.FileBytes) ? length : throw message.Refused($"has a dimension of {length}, or one that is written twice");
    }

    private static void DemandDefaultDomain(Message message)
    {
        if (message.Once().Name() is { Length: > 0 } domain)
        {
            throw message.Refused($"is of the domain '{domain}', and only ONNX' own operators may be used");
        }
    }

    private static OnnxType TypeOf(long number) => (OnnxType)Small(number);

    // A number beyond 32 bits must not become one that has a meaning.
    private static int Small(long number) => (int)Math.Clamp(number, -1, int.MaxValue);

    /// <summary>The fields of one message, each demanded in the form that it must have.</summary>
    private sealed class Message(GraphRefusal refusal, ReadOnlyMemory<byte> bytes, string place)
    {
        private ProtobufFields _fields = new(bytes);
        private uint _seen;

        public int Number => _fields.Number;

        /// <summary>What errors call the message.</summary>
        public string Place { get; set; } = place;

        public bool Next() => _fields.Next() || (_fields.IsDamaged ? throw Refused("breaks off or is no protobuf message") : false);

        public Message Once()
        {
            var bit = 1u << Number;
            if ((_seen & bit) != 0)
            {
                throw Refused($"has the field {Number} twice");
            }

            _seen |= bit;
            return this;
        }

        /// <summary>The bytes of the only field of a message.</summary>
        public ReadOnlyMemory<byte> Only(int number)
        {
            if (!Next() || Number != number)
            {
                throw Unknown();
            }

            var only = Bytes();
            return Next() ? throw Unknown() : only;
        }

        public long Integer() => Demand(ProtobufWire.Varint)._fields.Value;

        public ReadOnlyMemory<byte> Bytes() => Demand(ProtobufWire.Bytes)._fields.Bytes;

        public float Real()
        {
            var real = BitConverter.Int32BitsToSingle((int)Demand(ProtobufWire.Fixed32)._fields.Value);
            return float.IsFinite(real) ? real : throw Refused("has a number that is none");
        }

        /// <summary>A text that messages may show and that ONNX Runtime sees as it is: short, and without the characters that would end or hide it.</summary>
        public string Name()
        {
            var utf8 = Bytes().Span;
            string name;
            try
            {
                name = utf8.Length <= PackageLimits.GraphNameLength ? StrictUtf8.GetString(utf8) : throw Refused($"has a name of {utf8.Length} bytes, and the limit is {PackageLimits.GraphNameLength}");
            }
            catch (DecoderFallbackException e)
            {
                throw refusal.Of(Place, "has a name that is not UTF-8", e);
            }

            return name.AsSpan().ContainsAnyInRange('\0', '\u001F') ? throw Refused("has a name with control characters") : name;
        }

        public void Integers(List<long> target, int limit)
        {
            if (_fields.Wire != ProtobufWire.Bytes)
            {
                Limit(target.Count, limit, "numbers");
                target.Add(Integer());
                return;
            }

            var packed = _fields.Bytes.Span;
            while (!packed.IsEmpty)
            {
                Limit(target.Count, limit, "numbers");
                var length = ProtobufFields.Varint(packed, out var value);
                target.Add(length > 0 ? (long)value : throw Refused("breaks off within a number"));
                packed = packed[length..];
            }
        }

        public void Reals(List<float> target)
        {
            Limit(target.Count, PackageLimits.AttributeValues, "numbers");
            target.Add(Real());
        }

        public void Limit(int count, int limit, string what)
        {
            if (count >= limit)
            {
                throw Refused($"has more than {limit} {what}");
            }
        }

        public void Count(ref int count, int limit, string what) => Limit(count++, limit, what);

        public GraphRefusedException Unknown() => Refused($"has the field {Number}, which files of this format do not have");

        public GraphRefusedException Refused(string what) => refusal.Of(Place, what);

        private Message Demand(ProtobufWire wire) => _fields.Wire == wire ? this : throw Refused($"has the field {Number} in another form than the format's");
    }
}
