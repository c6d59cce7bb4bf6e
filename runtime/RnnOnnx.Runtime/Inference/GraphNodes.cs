using System.Text;

namespace RnnOnnx.Inference;

/// <summary>Reads the nodes of an ONNX file, those of nested graphs too, as far as choosing a provider needs them.</summary>
/// <remarks>
/// Field numbers are those of onnx.proto: ModelProto 7 graph; GraphProto 1 node; NodeProto 1 input, 3 name, 4 op_type, 5 attribute; AttributeProto 1 name, 3 i, 6 g, 9 strings, 11 graphs.
/// </remarks>
internal static class GraphNodes
{
    /// <summary>Lists the nodes of a model in the file's order, a nested graph's after the node that holds it.</summary>
    /// <param name="model">The ONNX file's bytes.</param>
    /// <returns>The nodes; none when the bytes are no protobuf message, which ONNX Runtime then tells better.</returns>
    public static IReadOnlyList<GraphNode> Read(ReadOnlySpan<byte> model)
    {
        var nodes = new List<GraphNode>();
        var fields = new ProtobufFields(model);
        while (fields.Next())
        {
            if (fields is { Number: 7, IsBytes: true })
            {
                ReadGraph(fields.Bytes, nodes);
            }
        }

        return fields.IsDamaged ? [] : nodes;
    }

    private static void ReadGraph(ReadOnlySpan<byte> graph, List<GraphNode> nodes)
    {
        var fields = new ProtobufFields(graph);
        while (fields.Next())
        {
            if (fields is { Number: 1, IsBytes: true })
            {
                ReadNode(fields.Bytes, nodes);
            }
        }
    }

    private static void ReadNode(ReadOnlySpan<byte> node, List<GraphNode> nodes)
    {
        var (name, type, inputs) = ("", "", new List<string>());
        var attributes = new Dictionary<string, (long, IReadOnlyList<string>)>(StringComparer.Ordinal);
        var nested = new List<GraphNode>();
        var fields = new ProtobufFields(node);
        while (fields.Next())
        {
            if (!fields.IsBytes)
            {
                continue;
            }

            switch (fields.Number)
            {
                case 1:
                    inputs.Add(Encoding.UTF8.GetString(fields.Bytes));
                    break;
                case 3:
                    name = Encoding.UTF8.GetString(fields.Bytes);
                    break;
                case 4:
                    type = Encoding.UTF8.GetString(fields.Bytes);
                    break;
                case 5:
                    ReadAttribute(fields.Bytes, attributes, nested);
                    break;
            }
        }

        nodes.Add(new GraphNode(name, type, inputs, attributes));
        nodes.AddRange(nested);
    }

    private static void ReadAttribute(ReadOnlySpan<byte> attribute, Dictionary<string, (long, IReadOnlyList<string>)> attributes, List<GraphNode> nested)
    {
        var (name, number, strings) = ("", 0L, new List<string>());
        var fields = new ProtobufFields(attribute);
        while (fields.Next())
        {
            switch (fields)
            {
                case { Number: 1, IsBytes: true }:
                    name = Encoding.UTF8.GetString(fields.Bytes);
                    break;
                case { Number: 3, IsBytes: false }:
                    number = fields.Value;
                    break;
                case { Number: 6 or 11, IsBytes: true }:
                    ReadGraph(fields.Bytes, nested);
                    break;
                case { Number: 9, IsBytes: true }:
                    strings.Add(Encoding.UTF8.GetString(fields.Bytes));
                    break;
            }
        }

        attributes[name] = (number, strings);
    }
}
