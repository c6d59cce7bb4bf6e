using System.Text;
using RnnOnnx.Graphs;

namespace RnnOnnx.Fuzz.Mutations;

/// <summary>Changes of ONNX graphs, from damaged fields to graphs that are well formed and mean harm.</summary>
internal static class GraphMutations
{
    private static readonly string[] Strangers = ["", "If", "Loop", "Scan", "Constant", "ConstantOfShape", "Identity", "OneHot", "com.microsoft", "ai.onnx", "../x", "a\0b", "\n", new string('n', 300)];

    /// <summary>Any field deleted, doubled, moved, renumbered or replaced by another.</summary>
    public static byte[] Fields(Random random, byte[] graph, byte[] other)
    {
        var model = ProtobufTree.OfModel(graph);
        var pool = Pool(model);
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var parents = model.Descendants().Where(static field => field.Children.Count > 0).Append(model).ToArray();
            Change(random, random.Of(parents), pool, ProtobufTree.OfModel(other));
        }

        return model.Content();
    }

    /// <summary>Other numbers in constants and attributes, whose sizes stay right.</summary>
    public static byte[] Numbers(Random random, byte[] graph)
    {
        var model = ProtobufTree.OfModel(graph);
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var attributes = model.Descendants().Where(static field => field.Parent == OnnxMessage.Attribute && field.Number is 2 or 3 or 7 or 8).ToArray();
            var dimensions = model.Descendants().Where(static field => field.Parent == OnnxMessage.Dimension && field.Number == 1).ToArray();
            var constants = model.Single(7).All(5).ToArray();
            var integers = constants.Where(static constant => constant.Single(2).Value == 7).ToArray();
            switch (random.Next(6))
            {
                case 0 when attributes.Length > 0:
                    var attribute = random.Of(attributes);
                    attribute.Value = attribute.Wire == ProtobufWire.Fixed32 ? BitConverter.SingleToInt32Bits(Hostile.Real(random)) : Hostile.Number(random);
                    break;
                case 1 when dimensions.Length > 0:
                    random.Of(dimensions).Value = Hostile.Number(random);
                    break;
                case 2 or 3 or 4 when integers.Length > 0:
                    var list = random.Of(integers).Single(9);
                    list.Bytes = Hostile.Numbered(random, list.Bytes, sizeof(long));
                    break;
                default:
                    var constant = random.Of(constants);
                    var data = constant.Single(9);
                    data.Bytes = Hostile.Numbered(random, data.Bytes, constant.Single(2).Value switch { 1 => 4, 7 => 8, 10 => 2, _ => 1 });
                    break;
            }
        }

        return model.Content();
    }

    /// <summary>A weight that is no number.</summary>
    public static byte[] NotANumber(Random random, byte[] graph)
    {
        var model = ProtobufTree.OfModel(graph);
        var data = random.Of(model.Single(7).All(5).Where(static constant => constant.Single(2).Value == 1).ToArray()).Single(9);
        var at = random.Next(data.Bytes.Length / 4) * 4;
        data.Bytes = [.. data.Bytes[..at], .. BitConverter.GetBytes(random.Of([float.NaN, float.PositiveInfinity, float.NegativeInfinity])), .. data.Bytes[(at + 4)..]];
        return model.Content();
    }

    /// <summary>Constants of other dimensions and of other sizes that agree with them.</summary>
    public static byte[] Shapes(Random random, byte[] graph)
    {
        var model = ProtobufTree.OfModel(graph);
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var constant = random.Of(model.Single(7).All(5).ToArray());
            var size = constant.Single(2).Value switch { 1 => 4, 7 => 8, 10 => 2, _ => 1 };
            var data = constant.Single(9);
            long count = data.Bytes.Length / size;
            var shape = constant.All(1).Select(static dimension => dimension.Value).ToList();
            switch (random.Next(6))
            {
                case 0:
                    shape.Reverse();
                    break;
                case 1:
                    shape.Insert(random.Next(shape.Count + 1), 1);
                    break;
                case 2:
                    shape = [count];
                    break;
                case 3 when shape.Count > 0:
                    shape[random.Next(shape.Count)] = random.Of([0, 1, 2, 3, 5, 17, 1 << 16, 1L << 33, -1, long.MaxValue]);
                    break;
                case 4:
                    shape = [.. Enumerable.Range(0, random.Next(0, 10)).Select(_ => (long)random.Next(0, 6))];
                    break;
                default:
                    shape = [.. shape.Where(static dimension => dimension != 1)];
                    break;
            }

            var wanted = shape.Aggregate(1L, static (product, dimension) => product is < 0 or > 1 << 16 || dimension is < 0 or > 1 << 16 ? -1 : product * dimension);
            if (wanted is >= 0 and <= 1 << 16 && random.Next(8) > 0)
            {
                var bytes = new byte[wanted * size];
                for (var at = 0; at < bytes.Length && data.Bytes.Length > 0; at++)
                {
                    bytes[at] = data.Bytes[at % data.Bytes.Length];
                }

                data.Bytes = bytes;
            }

            constant.Children.RemoveAll(static field => field.Number == 1);
            constant.Children.InsertRange(0, shape.Select(dimension => constant.With(1, ProtobufWire.Varint, dimension, [])));
        }

        return model.Content();
    }

    /// <summary>Nodes of other operators, in another order, that read and make other values.</summary>
    public static byte[] Wires(Random random, byte[] graph, byte[] other)
    {
        var model = ProtobufTree.OfModel(graph);
        var inner = model.Single(7);
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var nodes = inner.All(1).ToArray();
            var node = random.Of(nodes);
            var made = nodes.Where(each => random.Next(4) == 0 || Array.IndexOf(nodes, each) < Array.IndexOf(nodes, node)).SelectMany(static each => each.All(2));
            var values = made.Concat(inner.All(5).Select(static constant => constant.Single(8))).Concat(inner.All(11).Select(static input => input.Single(1))).Select(static name => name.Bytes).ToArray();
            var inputs = node.All(1).ToArray();
            switch (random.Next(7))
            {
                case 0 or 1 when inputs.Length > 0:
                    random.Of(inputs).Bytes = random.Of(values);
                    break;
                case 2:
                    node.Single(4).Bytes = Encoding.UTF8.GetBytes(random.Of(Operators.Names));
                    break;
                case 3:
                    var (a, b) = (inner.Children.IndexOf(node), inner.Children.IndexOf(random.Of(nodes)));
                    (inner.Children[a], inner.Children[b]) = (inner.Children[b], inner.Children[a]);
                    break;
                case 4 when inputs.Length > 0:
                    node.Children.Remove(random.Of(inputs));
                    break;
                case 5:
                    node.Children.Insert(0, node.With(1, ProtobufWire.Bytes, 0, random.Of(values)));
                    break;
                default:
                    var foreign = random.Of(ProtobufTree.OfModel(other).Single(7).All(1).ToArray()).Copy();
                    foreach (var input in foreign.All(1))
                    {
                        input.Bytes = random.Of(values);
                    }

                    foreach (var output in foreign.All(2).Where(static output => output.Bytes.Length > 0))
                    {
                        output.Bytes = [.. output.Bytes, (byte)('a' + random.Next(26))];
                    }

                    inner.Children.Insert(random.Next(nodes.Length + 1), foreign);
                    if (foreign.All(2).FirstOrDefault(static output => output.Bytes.Length > 0) is { } result && inputs.Length > 0)
                    {
                        random.Of(inputs).Bytes = result.Bytes;
                    }

                    break;
            }
        }

        return model.Content();
    }

    /// <summary>Messages within messages, as deep as the stack or deeper.</summary>
    public static byte[] Depth(Random random, byte[] graph)
    {
        var depth = random.Of([1, 2, 3, 10, 99, 100, 101, 1000, 20_000]);
        var innermost = new byte[] { 0x0A, 0x00 };
        // Through graphs in attributes, through types of sequences, or through any field.
        int[] way = random.Of<int[]>([[6, 5, 1], [1, 4], [1], [7], [2, 1]]);
        for (var i = 0; i < depth; i++)
        {
            foreach (var field in way)
            {
                innermost = Wrapped(field, innermost);
                if (innermost.Length > 1 << 20)
                {
                    break;
                }
            }
        }

        var model = ProtobufTree.OfModel(graph);
        var parent = random.Of(model.Descendants().Where(static field => field.Message != OnnxMessage.None).ToArray());
        parent.Children.Insert(random.Next(parent.Children.Count + 1), parent.With(random.Of([1, 2, 5, 6, 7, 11]), ProtobufWire.Bytes, 0, innermost));
        return model.Content();
    }

    /// <summary>Few bytes that ask for much memory or time: huge expansions, doubling, long ranges and products of large matrices.</summary>
    public static byte[] Bombs(Random random, byte[] graph)
    {
        var model = ProtobufTree.OfModel(graph);
        var inner = model.Single(7);
        var large = random.Of([64L, 1000, 4096, 8191, 8193, 20_000, 1 << 20, 1 << 26, 1 << 27, 1L << 40, long.MaxValue]);
        AddConstant(inner, "bomb_scalar", [], [large]);
        AddConstant(inner, "bomb_zero", [], [0]);
        AddConstant(inner, "bomb_one", [], [1]);
        AddConstant(inner, "bomb_list", [2], [large, large]);
        AddConstant(inner, "bomb_row", [2], [1, large]);
        var nodes = new List<ProtobufTree>();
        switch (random.Next(6))
        {
            case 0:
                nodes.Add(Node(inner, "Expand", "bomb", "bomb_one", "bomb_list"));
                break;
            case 1:
                nodes.Add(Node(inner, "Range", "bomb", "bomb_zero", "bomb_scalar", "bomb_one"));
                break;
            case 2:
                nodes.Add(Node(inner, "Expand", "bomb_a", "bomb_one", "bomb_list"));
                nodes.Add(Node(inner, "Cast", "bomb_b", "bomb_a"));
                nodes[^1].Children.Add(Attribute(nodes[^1], "to", 1));
                nodes.Add(Node(inner, "MatMul", "bomb", "bomb_b", "bomb_b"));
                break;
            case 3:
                nodes.Add(Node(inner, "Expand", "bomb_0", "bomb_one", "bomb_row"));
                var times = random.Next(1, 40);
                for (var i = 0; i < times; i++)
                {
                    nodes.Add(Node(inner, "Concat", i + 1 == times ? "bomb" : $"bomb_{i + 1}", $"bomb_{i}", $"bomb_{i}"));
                    nodes[^1].Children.Add(Attribute(nodes[^1], "axis", 0));
                }

                break;
            case 4:
                nodes.Add(Node(inner, "Expand", "bomb_0", "bomb_one", "bomb_row"));
                nodes.Add(Node(inner, "Transpose", "bomb_1", "bomb_0"));
                nodes.Add(Node(inner, "Add", "bomb", "bomb_0", "bomb_1"));
                break;
            default:
                nodes.Add(Node(inner, "Range", "bomb_0", "bomb_zero", "bomb_scalar", "bomb_one"));
                nodes.Add(Node(inner, "Gather", "bomb", random.Of(inner.All(5).Select(static constant => Encoding.UTF8.GetString(constant.Single(8).Bytes)).ToArray()), "bomb_0"));
                break;
        }

        inner.Children.InsertRange(0, nodes);
        if (random.Next(2) == 0)
        {
            // Somebody waits for it.
            var output = inner.Single(12).Copy();
            output.Single(1).Bytes = "bomb"u8.ToArray();
            inner.Children.Add(output);
        }

        return model.Content();
    }

    private static void AddConstant(ProtobufTree graph, string name, long[] shape, long[] values)
    {
        var constant = graph.With(5, ProtobufWire.Bytes, 0, []);
        constant.Children.AddRange(shape.Select(dimension => constant.With(1, ProtobufWire.Varint, dimension, [])));
        constant.Children.Add(constant.With(2, ProtobufWire.Varint, 7, []));
        constant.Children.Add(constant.With(8, ProtobufWire.Bytes, 0, Encoding.UTF8.GetBytes(name)));
        constant.Children.Add(constant.With(9, ProtobufWire.Bytes, 0, [.. values.SelectMany(BitConverter.GetBytes)]));
        graph.Children.Add(constant);
    }

    private static ProtobufTree Node(ProtobufTree graph, string type, string output, params string[] inputs)
    {
        var node = graph.With(1, ProtobufWire.Bytes, 0, []);
        node.Children.AddRange(inputs.Select(input => node.With(1, ProtobufWire.Bytes, 0, Encoding.UTF8.GetBytes(input))));
        node.Children.Add(node.With(2, ProtobufWire.Bytes, 0, Encoding.UTF8.GetBytes(output)));
        node.Children.Add(node.With(4, ProtobufWire.Bytes, 0, Encoding.UTF8.GetBytes(type)));
        return node;
    }

    private static ProtobufTree Attribute(ProtobufTree node, string name, long value)
    {
        var attribute = node.With(5, ProtobufWire.Bytes, 0, []);
        attribute.Children.Add(attribute.With(1, ProtobufWire.Bytes, 0, Encoding.UTF8.GetBytes(name)));
        attribute.Children.Add(attribute.With(3, ProtobufWire.Varint, value, []));
        attribute.Children.Add(attribute.With(20, ProtobufWire.Varint, 2, []));
        return attribute;
    }

    private static byte[] Wrapped(int field, byte[] content)
    {
        var length = new List<byte>();
        for (var rest = content.Length; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                length.Add((byte)rest);
                break;
            }

            length.Add((byte)(rest | 0x80));
        }

        return [(byte)((field << 3) | 2), .. length, .. content];
    }

    private static void Change(Random random, ProtobufTree parent, byte[][] pool, ProtobufTree other)
    {
        if (parent.Children.Count == 0)
        {
            return;
        }

        var at = random.Next(parent.Children.Count);
        var field = parent.Children[at];
        switch (random.Next(9))
        {
            case 0:
                parent.Children.RemoveAt(at);
                break;
            case 1:
                parent.Children.Insert(random.Next(parent.Children.Count + 1), field.Copy());
                break;
            case 2:
                var to = random.Next(parent.Children.Count);
                (parent.Children[at], parent.Children[to]) = (parent.Children[to], parent.Children[at]);
                break;
            case 3:
                field.Number = random.Of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 25, 99, 1 << 20]);
                break;
            case 4:
                field.Value = Hostile.Number(random);
                break;
            case 5 when field.IsText:
                field.Bytes = random.Next(3) == 0 ? Encoding.UTF8.GetBytes(random.Of(Strangers)) : random.Of(pool);
                break;
            case 6 when field.Message == OnnxMessage.None:
                field.Bytes = Hostile.Damaged(random, field.Bytes);
                break;
            case 7:
                parent.Children.Insert(at, parent.With(random.Next(1, 30), random.Of([ProtobufWire.Varint, ProtobufWire.Fixed64, ProtobufWire.Bytes, ProtobufWire.Fixed32, (ProtobufWire)3, (ProtobufWire)4]), Hostile.Number(random), random.Of(pool)));
                break;
            default:
                var alike = other.Descendants().Where(each => each.Parent == field.Parent && each.Number == field.Number).ToArray();
                if (alike.Length > 0)
                {
                    parent.Children[at] = random.Of(alike).Copy();
                }

                break;
        }
    }

    private static byte[][] Pool(ProtobufTree model) => [.. model.Descendants().Where(static field => field.IsText).Select(static field => field.Bytes), .. Operators.Names.Select(Encoding.UTF8.GetBytes)];
}
