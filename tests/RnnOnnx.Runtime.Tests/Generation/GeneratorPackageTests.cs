using FluentAssertions;
using RnnOnnx.Generation;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;
using static RnnOnnx.TinyPackages.TinyGraphs;
using Parts = RnnOnnx.TinyPackages.TinyGenerator.Parts;

namespace RnnOnnx.Runtime.Tests.Generation;

/// <summary>Packages that are no generators though they say so.</summary>
public sealed class GeneratorPackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_state_without_its_next_value_is_refused() => Refused<PackageException>(
        static parts =>
        {
            parts.Outputs.RemoveAt(2);
            parts.ListedOutputs.RemoveAt(2);
            return parts;
        },
        "tiny-data: the graph has the state 'cell_1' and no output 'next_cell_1'*");

    [Fact]
    public void A_state_of_another_type_is_refused() => Refused<PackageException>(
        static parts =>
        {
            parts.Inputs.Add(Value("extra_1", Longs, "1", "batch", "2"));
            parts.Outputs.Add(Value("next_extra_1", Longs, "1", "batch", "2"));
            parts.Nodes.Add(Node("Max", ["extra_1"], "next_extra_1"));
            parts.ListedInputs.Add(new TensorManifest("extra_1", "float32", ["1", "batch", "2"]));
            parts.ListedOutputs.Add(new TensorManifest("next_extra_1", "float32", ["1", "batch", "2"]));
            return parts;
        },
        "tiny-data: the graph's 'extra_1' is Int64 [1, any, 2], and a generator's must be Float [1, any, any]; *");

    [Fact]
    public void A_state_that_changes_its_size_is_refused() => Refused<PackageException>(
        static parts =>
        {
            parts.Inputs.Add(Value("extra_1", Floats, "1", "batch", "3"));
            parts.Outputs.Add(Value("next_extra_1", Floats, "1", "batch", "1"));
            parts.Nodes.Add(Node("Max", ["next_hidden_1"], "next_extra_1"));
            parts.ListedInputs.Add(new TensorManifest("extra_1", "float32", ["1", "batch", "3"]));
            parts.ListedOutputs.Add(new TensorManifest("next_extra_1", "float32", ["1", "batch", "1"]));
            return parts;
        },
        "tiny-data: the graph's 'next_extra_1' is Float [1, any, 1], and a generator's must be Float [1, any, 3]; *");

    [Fact]
    public void Logits_of_another_width_than_the_vocabulary_are_refused() => Refused<PackageException>(
        static parts => parts with { Tokens = TinyGenerator.Tokens[..^1], Labels = TinyGenerator.Tokens[..^1], Pipeline = static pipeline => pipeline with { VocabularySize = 10 } },
        "tiny-data: the graph's 'logits' is Float [any, 11], and a generator's must be Float [any, 10]; *");

    [Fact]
    public void Logits_whose_width_the_graph_leaves_open_are_counted_in_the_first_run()
    {
        var load = Loading(static parts =>
        {
            // The columns are cut off before the last id less one, which is known in a run only: no shape inference tells how many are left.
            parts.Nodes[^1] = Node("Add", ["rows", "by_text"], "sums");
            parts.Nodes.Add(Node("Sub", ["last", "step_axis"], "first_column"));
            parts.Nodes.Add(Node("Shape", ["sums"], "columns").Message(5, Attribute("start", 1)));
            parts.Nodes.Add(Node("Slice", ["sums", "first_column", "columns", "step_axis"], "logits"));
            parts.Outputs[0] = Value("logits", Floats, "batch", "width");
            return parts with { Tokens = TinyGenerator.Tokens[..^1], Labels = TinyGenerator.Tokens[..^1], Pipeline = static pipeline => pipeline with { VocabularySize = 10 } };
        });

        var act = () =>
        {
            using var generator = load();
            generator.Generate();
        };

        act.Should().Throw<RnnOnnxException>("logits must not be given to the wrong characters").WithMessage("tiny-data: the graph's output 'logits' has 11 numbers for one text, and 10 are expected; *");
    }

    [Fact]
    public void Ids_of_another_type_are_refused() => Refused<PackageException>(
        static parts =>
        {
            parts.Inputs[0] = Value("ids", 6, "batch", "time");
            return parts;
        },
        "tiny-data: 1/model.onnx is not given to ONNX Runtime: input 0 is a tensor of element type 6, and must be one of float32 or int64 with a shape; *");

    [Fact]
    public void A_tensor_that_the_manifest_does_not_list_is_refused() => Refused<PackageException>(
        static parts =>
        {
            parts.ListedInputs.RemoveAt(1);
            return parts;
        },
        "tiny-data: manifest says the graph's inputs are ids, cell_1, the graph has cell_1, hidden_1, ids; *");

    [Fact]
    public void Labels_that_are_not_the_vocabulary_are_refused() => Refused<PackageException>(
        static parts => parts with { Labels = [.. TinyGenerator.Tokens[..^2], "x", "😀"] },
        "tiny-data: the labels of a generator are its vocabulary, and labels.txt differs from vocab.txt; *");

    [Fact]
    public void Another_text_pipeline_is_refused() => Refused<PackageException>(
        static parts => parts with { Pipeline = static pipeline => pipeline with { Kind = "word-index" } },
        "tiny-data: a generator has the text pipeline 'character-sequence', and the manifest says 'word-index'; *");

    [Theory]
    [InlineData(2, "<EOS>", "vocab.txt: line 3 is '<EOS>', and the character-sequence pipeline has <END> there; *")]
    [InlineData(5, "ab", "vocab.txt: line 6 is 'ab', and the character-sequence pipeline has one character there; *")]
    [InlineData(5, "", "vocab.txt: line 6 is '', and the character-sequence pipeline has one character there; *")]
    public void A_vocabulary_with_another_line_is_refused(int id, string token, string message) => Refused<RnnOnnxException>(
        parts =>
        {
            string[] tokens = [.. TinyGenerator.Tokens];
            tokens[id] = token;
            return parts with { Tokens = tokens, Labels = tokens };
        },
        message);

    [Fact]
    public void A_vocabulary_without_all_signs_is_refused() => Refused<RnnOnnxException>(
        static parts => parts with { Tokens = TinyGenerator.Tokens[..3], Labels = TinyGenerator.Tokens[..3], Pipeline = static pipeline => pipeline with { VocabularySize = 3 } },
        "vocab.txt: line 4 is '', and the character-sequence pipeline has <UNK> there; *");

    [Fact]
    public void Settings_that_contradict_the_vocabulary_are_refused()
    {
        Refused<RnnOnnxException>(static parts => parts with { Pipeline = static pipeline => pipeline with { VocabularySize = 12 } }, "vocab.txt has 11 tokens, and the manifest says 12; *");
        Refused<RnnOnnxException>(static parts => parts with { Pipeline = static pipeline => pipeline with { Start = 2 } }, "The character-sequence pipeline has Start = 2, and its vocabulary has '<START>' as 1; *");
        Refused<RnnOnnxException>(static parts => parts with { Pipeline = static pipeline => pipeline with { OutOfVocabulary = 1 } }, "*OutOfVocabulary = 1, and its vocabulary has '<UNK>' as 3; *");
        Refused<RnnOnnxException>(static parts => parts with { Pipeline = static pipeline => pipeline with { Truncation = SequenceSide.Pre } }, "The character-sequence pipeline pads and cuts at the end*");
    }

    [Fact]
    public void Logits_that_are_no_numbers_are_an_error()
    {
        var load = Loading(static parts =>
        {
            parts.Nodes[^1] = Node("Add", ["rows", "by_text"], "sums");
            string[] squares = ["sums", "squares_2", "squares_4", "squares_8", "squares_16", "squares_32", "squares_64"];
            foreach (var (value, square) in squares.Zip(squares.Skip(1)))
            {
                parts.Nodes.Add(Node("Mul", [value, value], square));
            }

            parts.Nodes.Add(Node("Sub", ["squares_64", "squares_64"], "logits"));
            return parts;
        });
        using var generator = load();

        var act = () => generator.Generate();

        act.Should().Throw<RnnOnnxException>("(-30)^64 is infinite in single precision and infinite less infinite is no number, and no character may be chosen by it").WithMessage("tiny-data: the graph gives a logit that is no number; *");
    }

    private void Refused<TException>(Func<Parts, Parts> change, string message)
        where TException : Exception
    {
        var load = Loading(change);
        var act = () =>
        {
            using var generator = load();
        };
        act.Should().Throw<TException>("a model that is not understood must not write anything").WithMessage(message);
    }

    private Func<TextGenerator> Loading(Func<Parts, Parts> change)
    {
        TinyGenerator.WriteData(_folder.Path, change: change);
        return () => TextGenerator.Load(ModelPackage.Open(_folder.Sub("tiny-data")), ExecutionProvider.Cpu);
    }
}
