using RnnOnnx.Packages;
using RnnOnnx.Trainer.Export.Onnx;

namespace RnnOnnx.Trainer.Export;

/// <summary>
/// Joins the graphs of several networks into one whose scores are the mean of theirs. Members whose text pipelines have the same settings, and therefore
/// must have the same vocabulary, read one input of ids; every other pipeline gets an input of its own. Constants that several members hold, such as
/// frozen word vectors, are stored once.
/// </summary>
public static class EnsembleExporter
{
    /// <summary>Metadata key of the members' ids, in their order, with a comma between them.</summary>
    public const string MembersKey = "ensemble.members";

    /// <summary>Builds the ensemble's graph.</summary>
    /// <param name="name">The graph's name: the ensemble's id.</param>
    /// <param name="documentation">What the ensemble is and how text becomes ids.</param>
    /// <param name="members">Each member's id, its graph as <see cref="NetworkExporter"/> writes it, and how text becomes its ids. Their labels must be the same.</param>
    /// <returns>
    /// A graph with the inputs <c>ids</c>, <c>ids_2</c>, … (int64 <c>[batch, time]</c>), one for each different pipeline in the order of the members, and
    /// the output <c>scores</c> (float32 <c>[batch, scores of each member]</c>). Its metadata give, for each input, the ids of the members that read
    /// it (<c>ids.members</c>) and its pipeline (<c>ids.text.pipeline</c>, <c>ids.text.vocabulary</c>, …).
    /// </returns>
    /// <exception cref="ExportException">There is no member, two have one id, a graph is none that the exporter writes, or their scores cannot be averaged.</exception>
    public static ModelProto Export(string name, string documentation, IReadOnlyList<(string Id, ModelProto Model, PipelineManifest Pipeline)> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        MemberGraph[] graphs = [.. members.Select(m => new MemberGraph(name, m.Id, m.Model, m.Pipeline))];
        Agree(name, graphs);

        var builder = new GraphBuilder(name);
        builder.Metadata(MembersKey, string.Join(", ", graphs.Select(g => g.Id)));
        var constants = new Dictionary<TensorProto, string>();
        var scores = new List<string>();
        foreach (var (input, readers) in AddInputs(builder, graphs))
        {
            foreach (var graph in readers)
            {
                scores.Add(graph.AddTo(builder, input, constants));
            }
        }

        var mean = builder.Node("Mean", NetworkExporter.OutputName, [.. scores]);
        builder.Output(mean, TensorProto.Types.DataType.Float, "batch", graphs[0].Scores);
        return builder.Build(documentation);
    }

    private static List<(string Input, List<MemberGraph> Readers)> AddInputs(GraphBuilder builder, MemberGraph[] graphs)
    {
        var inputs = new List<(string Input, List<MemberGraph> Readers)>();
        foreach (var graph in graphs)
        {
            if (inputs.Find(i => AreEqual(i.Readers[0].Pipeline, graph.Pipeline)).Readers is { } readers)
            {
                readers.Add(graph);
                continue;
            }

            var suffix = inputs.Count == 0 ? "" : $"_{inputs.Count + 1}";
            Dimension time = graph.FullLength is { } steps ? steps : "time" + suffix;
            inputs.Add((builder.Input(NetworkExporter.InputName + suffix, TensorProto.Types.DataType.Int64, "batch", time), [graph]));
        }

        foreach (var (input, readers) in inputs)
        {
            builder.Metadata($"{input}.members", string.Join(", ", readers.Select(r => r.Id)));
            foreach (var (key, value) in TextMetadata.Entries(readers[0].Pipeline, readers[0].FullLength is null))
            {
                builder.Metadata($"{input}.{key}", value);
            }
        }

        return inputs;
    }

    // One number is a probability of the second label, several are one of each label: equal widths are equal tasks.
    private static void Agree(string name, MemberGraph[] graphs)
    {
        if (graphs.Length == 0)
        {
            throw new ExportException($"{name}: an ensemble has no scores without members; name at least one.");
        }

        if (graphs.GroupBy(g => g.Id).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
        {
            throw new ExportException($"{name}: '{twice.Key}' is a member twice; name each member once.");
        }

        var first = graphs[0];
        foreach (var graph in graphs)
        {
            if (graph.Scores != first.Scores)
            {
                throw new ExportException($"{name}: '{first.Id}' gives {first.Scores} scores a text and '{graph.Id}' {graph.Scores}; average networks of one task with the same labels.");
            }

            if (graph.FullLength is null != first.FullLength is null)
            {
                throw new ExportException($"{name}: '{first.Id}' {Takes(first)} and '{graph.Id}' {Takes(graph)}; export all members length-adaptive, or none.");
            }

            if (graph.FullLength != first.FullLength && AreEqual(graph.Pipeline, first.Pipeline))
            {
                throw new ExportException($"{name}: '{first.Id}' {Takes(first)} and '{graph.Id}' {Takes(graph)}, and their text pipelines are the same; export them again from their architectures.");
            }
        }
    }

    private static string Takes(MemberGraph graph) => graph.FullLength is { } steps ? $"takes full rows of {steps} ids" : "takes rows of any length";

    private static bool AreEqual(PipelineManifest one, PipelineManifest other) =>
        one with { Replacements = null } == other with { Replacements = null } && (one.Replacements ?? []).SequenceEqual(other.Replacements ?? []);
}
