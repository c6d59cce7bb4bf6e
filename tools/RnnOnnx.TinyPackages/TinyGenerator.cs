using System.Runtime.InteropServices;
using RnnOnnx.Packages;
using RnnOnnx.Text;
using static RnnOnnx.TinyPackages.TinyGraphs;

namespace RnnOnnx.TinyPackages;

/// <summary>Packages of generators whose next character follows from the last one and from the number of steps that their states have counted.</summary>
/// <remarks>
/// logit[next] = table[last, next] + slope[next] x steps, where one half of the steps is counted by <c>hidden_1</c> (one unit) and the other by <c>cell_1</c> (three units, a sixth each):
/// whoever drops a state, or a step of a prompt, gets another text.
/// </remarks>
internal static class TinyGenerator
{
    public const int MaximumLength = 9;

    /// <summary>The signs and seven characters, one of them a blank and one beyond U+FFFF.</summary>
    public static readonly string[] Tokens = [.. CharacterSequencePipeline.Signs, "d", "a", "t", " ", "é", "😀", "x"];

    /// <summary>Writes the word <c>data</c>, whose second <c>a</c> differs from its first one only in what has been before.</summary>
    /// <remarks>After an <c>a</c> the logit of <c>t</c> is 80 and that of the end 20 per step: 60 after <c>da</c>, 100 after <c>data</c>. Chance does not bridge 20 at temperature 1.</remarks>
    public static ModelManifest WriteData(string zoo, string id = "tiny-data", Func<Parts, Parts>? change = null) => Write(
        zoo,
        id,
        static (last, next) => (last, next) switch
        {
            // Never to be seen, however likely the model finds them.
            (_, "<PAD>" or "<START>" or "<UNK>") => 300,
            (_, "<END>") => 0,
            ("<START>", "d") or ("d", "a") or ("t", "a") => 150,
            ("a", "t") => 80,
            _ => -30,
        },
        endSlope: 20,
        change);

    /// <summary>Writes random characters and never ends: each character but the end has the logit of its number in the vocabulary over ten.</summary>
    public static ModelManifest WriteNoise(string zoo, string id = "tiny-noise") =>
        Write(zoo, id, static (_, next) => next == "<END>" ? -1000 : Array.IndexOf(Tokens, next) / 10f, endSlope: 0, change: null);

    /// <summary>What a graph and its manifest are made of, for tests that break them.</summary>
    internal sealed record Parts(List<ProtobufWriter> Inputs, List<ProtobufWriter> Outputs, List<ProtobufWriter> Nodes, List<TensorManifest> ListedInputs, List<TensorManifest> ListedOutputs)
    {
        public string[] Tokens { get; init; } = TinyGenerator.Tokens;

        public string[] Labels { get; init; } = TinyGenerator.Tokens;

        public Func<PipelineManifest, PipelineManifest> Pipeline { get; init; } = static pipeline => pipeline;
    }

    private static ModelManifest Write(string zoo, string id, Func<string, string, float> table, float endSlope, Func<Parts, Parts>? change)
    {
        var width = Tokens.Length;
        var rows = Tokens.SelectMany(last => Tokens.Select(next => table(last, next))).ToArray();
        var hiddenSlope = Tokens.Select(next => next == "<END>" ? endSlope / 2 : 0).ToArray();
        var cellSlope = Enumerable.Repeat(Tokens.Select(next => next == "<END>" ? endSlope / 6 : 0), 3).SelectMany(static row => row).ToArray();
        var parts = new Parts(
            [Value("ids", Longs, "batch", "time"), Value("hidden_1", Floats, "1", "batch", "1"), Value("cell_1", Floats, "1", "batch", "3")],
            [Value("logits", Floats, "batch", $"{width}"), Value("next_hidden_1", Floats, "1", "batch", "1"), Value("next_cell_1", Floats, "1", "batch", "3")],
            [
                Node("Gather", ["ids", "minus_one"], "last").Message(5, Attribute("axis", 1)),
                Node("Gather", ["table", "last"], "rows"),
                Node("Gather", ["ones", "ids"], "each_step"),
                Node("ReduceSum", ["each_step", "step_axis"], "steps").Message(5, Attribute("keepdims", 0)),
                Node("Add", ["hidden_1", "steps"], "next_hidden_1"),
                Node("Add", ["cell_1", "steps"], "next_cell_1"),
                Node("MatMul", ["next_hidden_1", "hidden_slope"], "by_hidden"),
                Node("MatMul", ["next_cell_1", "cell_slope"], "by_cell"),
                Node("Add", ["by_hidden", "by_cell"], "by_states"),
                Node("Squeeze", ["by_states", "state_axis"], "by_text"),
                Node("Add", ["rows", "by_text"], "logits"),
            ],
            [new TensorManifest("ids", "int64", ["batch", "time"]), new TensorManifest("hidden_1", "float32", ["1", "batch", "1"]), new TensorManifest("cell_1", "float32", ["1", "batch", "3"])],
            [new TensorManifest("logits", "float32", ["batch", $"{width}"]), new TensorManifest("next_hidden_1", "float32", ["1", "batch", "1"]), new TensorManifest("next_cell_1", "float32", ["1", "batch", "3"])]);
        parts = change?.Invoke(parts) ?? parts;
        var graph = Model(
            [.. parts.Nodes],
            [
                Tensor("minus_one", Longs, [], MemoryMarshal.AsBytes<long>([-1L])),
                Tensor("step_axis", Longs, [1], MemoryMarshal.AsBytes<long>([1L])),
                Tensor("state_axis", Longs, [1], MemoryMarshal.AsBytes<long>([0L])),
                Tensor("table", Floats, [width, width], MemoryMarshal.AsBytes(rows.AsSpan())),
                Tensor("ones", Floats, [width, 1], MemoryMarshal.AsBytes(Enumerable.Repeat(1f, width).ToArray().AsSpan())),
                Tensor("hidden_slope", Floats, [1, width], MemoryMarshal.AsBytes(hiddenSlope.AsSpan())),
                Tensor("cell_slope", Floats, [3, width], MemoryMarshal.AsBytes(cellSlope.AsSpan())),
            ],
            [.. parts.Inputs],
            [.. parts.Outputs]);
        var manifest = TinyPackage.Write(zoo, id, graph, parts.Labels, ModelTask.Generation, adaptive: true, SequenceSide.Post, SequenceSide.Post);
        var folder = Path.Combine(zoo, id);
        Vocabulary.FromTokens(parts.Tokens).Save(Path.Combine(folder, "vocab.txt"));
        manifest = manifest with
        {
            Pipeline = parts.Pipeline(manifest.Pipeline with
            {
                Kind = CharacterSequencePipeline.Kind,
                VocabularySize = width,
                Start = CharacterSequencePipeline.StartId,
                OutOfVocabulary = CharacterSequencePipeline.UnknownId,
                MaximumLength = MaximumLength,
            }),
            Graph = manifest.Graph with { Inputs = parts.ListedInputs, Outputs = parts.ListedOutputs },
            Files = [.. manifest.Files.Select(file => TinyPackage.Describe(folder, file.Path))],
        };
        TinyPackage.WriteManifest(zoo, manifest);
        return manifest;
    }
}
