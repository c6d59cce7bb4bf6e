using System.Buffers.Binary;
using RnnOnnx.Graphs;

namespace RnnOnnx.Fuzz.Mutations;

/// <summary>The kinds of messages in an ONNX file, as far as mutations look into them.</summary>
internal enum OnnxMessage
{
    None,
    Model,
    OperatorSet,
    Entry,
    Graph,
    Node,
    Attribute,
    Constant,
    Value,
    Type,
    TensorType,
    Shape,
    Dimension,
}

/// <summary>A field of a protobuf message that can be changed and written again.</summary>
internal sealed class ProtobufTree
{
    private static readonly Dictionary<(OnnxMessage, int), OnnxMessage> Messages = new()
    {
        [(OnnxMessage.Model, 7)] = OnnxMessage.Graph,
        [(OnnxMessage.Model, 8)] = OnnxMessage.OperatorSet,
        [(OnnxMessage.Model, 14)] = OnnxMessage.Entry,
        [(OnnxMessage.Graph, 1)] = OnnxMessage.Node,
        [(OnnxMessage.Graph, 5)] = OnnxMessage.Constant,
        [(OnnxMessage.Graph, 11)] = OnnxMessage.Value,
        [(OnnxMessage.Graph, 12)] = OnnxMessage.Value,
        [(OnnxMessage.Node, 5)] = OnnxMessage.Attribute,
        [(OnnxMessage.Value, 2)] = OnnxMessage.Type,
        [(OnnxMessage.Type, 1)] = OnnxMessage.TensorType,
        [(OnnxMessage.TensorType, 2)] = OnnxMessage.Shape,
        [(OnnxMessage.Shape, 1)] = OnnxMessage.Dimension,
    };

    private static readonly HashSet<(OnnxMessage, int)> Texts =
    [
        (OnnxMessage.Node, 1), (OnnxMessage.Node, 2), (OnnxMessage.Node, 3), (OnnxMessage.Node, 4), (OnnxMessage.Node, 7), (OnnxMessage.Attribute, 1), (OnnxMessage.Attribute, 4), (OnnxMessage.Attribute, 9),
        (OnnxMessage.Constant, 8), (OnnxMessage.Value, 1), (OnnxMessage.Dimension, 2), (OnnxMessage.OperatorSet, 1), (OnnxMessage.Entry, 1), (OnnxMessage.Entry, 2), (OnnxMessage.Graph, 2),
    ];

    public OnnxMessage Parent { get; private init; }

    /// <summary>What the field holds, when it is a message.</summary>
    public OnnxMessage Message => Wire == ProtobufWire.Bytes ? Messages.GetValueOrDefault((Parent, Number)) : OnnxMessage.None;

    public bool IsText => Wire == ProtobufWire.Bytes && Texts.Contains((Parent, Number));

    public int Number { get; set; }

    public ProtobufWire Wire { get; set; }

    public long Value { get; set; }

    public byte[] Bytes { get; set; } = [];

    public List<ProtobufTree> Children { get; private init; } = [];

    /// <summary>The tree of an undamaged ONNX file.</summary>
    public static ProtobufTree OfModel(byte[] file) => new() { Wire = ProtobufWire.Bytes, Children = Read(file, OnnxMessage.Model) };

    /// <summary>The first field on a way of numbers.</summary>
    public ProtobufTree Single(int number) => Children.First(child => child.Number == number);

    public IEnumerable<ProtobufTree> All(int number) => Children.Where(child => child.Number == number);

    /// <summary>This field and all below it.</summary>
    public IEnumerable<ProtobufTree> Descendants() => Children.SelectMany(static child => child.Descendants().Prepend(child));

    public ProtobufTree Copy() => new() { Parent = Parent, Number = Number, Wire = Wire, Value = Value, Bytes = Bytes, Children = [.. Children.Select(static child => child.Copy())] };

    public ProtobufTree With(int number, ProtobufWire wire, long value, byte[] bytes) => new() { Parent = Message, Number = number, Wire = wire, Value = value, Bytes = bytes };

    /// <summary>The message of this field as a file has it.</summary>
    public byte[] Content()
    {
        if (Message == OnnxMessage.None && Number != 0)
        {
            return Bytes;
        }

        var bytes = new List<byte>();
        foreach (var child in Children)
        {
            child.Write(bytes);
        }

        return [.. bytes];
    }

    private static List<ProtobufTree> Read(ReadOnlyMemory<byte> message, OnnxMessage kind)
    {
        var children = new List<ProtobufTree>();
        var fields = new ProtobufFields(message);
        while (fields.Next())
        {
            var inner = fields.Wire == ProtobufWire.Bytes ? Messages.GetValueOrDefault((kind, fields.Number)) : OnnxMessage.None;
            children.Add(new ProtobufTree
            {
                Parent = kind,
                Number = fields.Number,
                Wire = fields.Wire,
                Value = fields.Value,
                Bytes = inner == OnnxMessage.None ? fields.Bytes.ToArray() : [],
                Children = inner == OnnxMessage.None ? [] : Read(fields.Bytes, inner),
            });
        }

        return fields.IsDamaged ? throw new InvalidOperationException("A graph that the fuzzer starts from is damaged.") : children;
    }

    private void Write(List<byte> bytes)
    {
        Varint(bytes, ((ulong)(uint)Number << 3) | (uint)Wire);
        switch (Wire)
        {
            case ProtobufWire.Varint:
                Varint(bytes, (ulong)Value);
                break;
            case ProtobufWire.Fixed64:
                bytes.AddRange(BitConverter.GetBytes(Value));
                break;
            case ProtobufWire.Fixed32:
                var four = new byte[sizeof(int)];
                BinaryPrimitives.WriteInt32LittleEndian(four, (int)Value);
                bytes.AddRange(four);
                break;
            default:
                var content = Content();
                Varint(bytes, (ulong)content.Length);
                bytes.AddRange(content);
                break;
        }
    }

    private static void Varint(List<byte> bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
    }
}
