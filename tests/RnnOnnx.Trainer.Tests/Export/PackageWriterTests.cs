using System.Security.Cryptography;
using System.Text.Json;
using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Export;

public sealed class PackageWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly PackageWriter writer;

    public PackageWriterTests() => writer = new PackageWriter(folder.Path);

    private string Package => Path.Combine(folder.Path, "word-sum");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_written_package_predicts()
    {
        var written = writer.Write(WordSum.Contents(), WordSum.Samples());

        written.Folder.Should().Be(Package);
        written.Parity.Samples.Should().Be(7, "the goldens are compared too");
        written.Parity.LargestDifference.Should().BeLessThanOrEqualTo(1e-6);
        using var zoo = ModelZoo.Open(folder.Path);
        using var classifier = zoo.LoadClassifier("word-sum");
        var prediction = classifier.Predict("Good, good film!");
        prediction.Label.Should().Be("negative");
        prediction.Scores[1].Should().BeApproximately(WordSum.Score(1, 4, 4, 6), 1e-6f, "a user must get the trained model's score");
    }

    [Fact]
    public void The_manifest_vouches_for_every_other_file()
    {
        writer.Write(WordSum.Contents(), WordSum.Samples());

        var manifest = ModelPackage.Open(Package).Manifest;

        manifest.Files.Select(f => f.Path).Should().Equal(
            ["1/model.onnx", "README.md", "config.pbtxt", "curve.svg", "golden.json", "history.csv", "labels.txt", "test_data_set_0/input_0.pb", "test_data_set_0/output_0.pb", "vocab.txt"],
            "a file without a hash can be swapped unnoticed");
        Directory.GetFiles(Package, "*", SearchOption.AllDirectories).Should().HaveCount(manifest.Files.Count + 1);
        foreach (var file in manifest.Files)
        {
            var bytes = File.ReadAllBytes(Path.Combine(Package, file.Path));
            file.Bytes.Should().Be(bytes.Length);
            file.Sha256.Should().Be(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
    }

    [Fact]
    public void Damage_is_noticed_when_a_package_is_opened()
    {
        writer.Write(WordSum.Contents(), WordSum.Samples());
        var graph = Path.Combine(Package, "1", "model.onnx");
        var bytes = File.ReadAllBytes(graph);
        bytes[^1] ^= 1;
        File.WriteAllBytes(graph, bytes);

        FluentActions.Invoking(() => ParityCheck.Run(Package, WordSum.Samples()))
            .Should().Throw<ParityException>("a damaged graph may give any score").WithMessage("the runtime cannot use the package*1/model.onnx has SHA-256*");
    }

    [Fact]
    public void The_same_contents_give_the_same_bytes()
    {
        using var other = new TemporaryFolder();
        writer.Write(WordSum.Contents(), WordSum.Samples());
        writer.Write(WordSum.Contents(), WordSum.Samples());
        new PackageWriter(other.Path).Write(WordSum.Contents(), WordSum.Samples());

        Contents(folder.Path).Should().Equal(Contents(other.Path), "a package that is written again without a change must not look changed");
    }

    [Fact]
    public void The_test_data_is_what_the_graph_gives()
    {
        writer.Write(WordSum.Contents(), WordSum.Samples());
        var input = TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(Package, "test_data_set_0", "input_0.pb")));
        var output = TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(Package, "test_data_set_0", "output_0.pb")));
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(Package, "1", "model.onnx")));

        input.Name.Should().Be("ids");
        Tensors.ToInt64s(input).Should().Equal([1, 4, 4, 6, 0, 0, 0, 1, 0, 1, 5, 6], "texts of one batch are filled at the start up to the longest");
        var (scores, shape) = OnnxRun.Run(model, ("ids", OnnxRun.Int64s(Tensors.ToInt64s(input), [.. input.Dims])))[output.Name];
        shape.Should().Equal(output.Dims);
        scores.Zip(Tensors.ToFloats(output)).Should().OnlyContain(p => Math.Abs(p.First - p.Second) < 1e-6, "any ONNX runtime can check itself with this data");
    }

    [Fact]
    public void The_graph_says_how_text_becomes_ids()
    {
        writer.Write(WordSum.Contents(), WordSum.Samples());

        var metadata = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(Package, "1", "model.onnx"))).MetadataProps.ToDictionary(m => m.Key, m => m.Value);

        metadata.Should().Contain("model.id", "word-sum").And.Contain("text.pipeline", "word-index").And.Contain("text.maximum_length", "6")
            .And.Contain("text.padding", "start").And.Contain("text.start", "1");
        metadata["text.steps"].Should().Contain("below 7: later words become 2", "a graph that has lost its package must still say what its ids mean");
    }

    [Fact]
    public void Triton_gets_the_graphs_own_dimensions()
    {
        writer.Write(WordSum.Contents(), WordSum.Samples());
        File.ReadAllText(Path.Combine(Package, "config.pbtxt")).Should().Be(
            """
            name: "word-sum"
            backend: "onnxruntime"
            default_model_filename: "model.onnx"
            max_batch_size: 0
            input [
              {
                name: "ids"
                data_type: TYPE_INT64
                dims: [ -1, -1 ]
              }
            ]
            output [
              {
                name: "scores"
                data_type: TYPE_FP32
                dims: [ -1, 1 ]
              }
            ]

            """,
            "a server refuses a configuration that contradicts the graph");
    }

    [Fact]
    public void The_card_tells_figures_and_how_to_run_the_model()
    {
        writer.Write(WordSum.Contents(), WordSum.Samples());
        File.ReadAllText(Path.Combine(Package, "README.md")).Should()
            .StartWith("# word-sum\n\nIs it a good film? A weight per word. Architecture `word-sum`, from document 003.\n")
            .And.Contain("made: it shows that everything works")
            .And.Contain("| weights | Embedding | `[batch, 6, 1]` | 8 | 8 |")
            .And.Contain("| test_accuracy | 0.7500 | 0.8786 | second epoch |")
            .And.Contain("| loss | 0.5000 |  |  |")
            .And.Contain("![Loss and accuracy by epoch](curve.svg)")
            .And.Contain("The weights are not trained at all.")
            .And.Contain("zoo.LoadClassifier(\"word-sum\")")
            .And.Contain("numpy.array([[1, 4, 4, 6]], dtype=numpy.int64)");
    }

    [Fact]
    public void The_index_lists_the_packages_with_their_manifests_hashes()
    {
        writer.Write(WordSum.Contents(), WordSum.Samples());

        using var index = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "index.json")));

        var package = index.RootElement.GetProperty("packages").EnumerateArray().Should().ContainSingle().Subject;
        package.GetProperty("id").GetString().Should().Be("word-sum");
        package.GetProperty("summary").GetString().Should().Be("Is it a good film? A weight per word");
        package.GetProperty("manifestSha256").GetString().Should().Be(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Package, "manifest.json")))),
            "the index vouches for the manifest, the manifest for the files");
    }

    [Fact]
    public void A_failing_comparison_leaves_the_package_in_place_as_it_was()
    {
        writer.Write(WordSum.Contents(), WordSum.Samples());
        var before = Contents(folder.Path);

        var failing = () => writer.Write(WordSum.Contents(factor: 0.31f), WordSum.Samples());

        failing.Should().Throw<ParityException>("a bad export must not replace a good package")
            .WithMessage("word-sum: output 'scores' from ids: the trainer gives [7, 1] scores and the graph [7, 1]; the largest difference is 0.00734 (tolerance 1e-05) at golden 0, column 0: trainer 0.18242*, graph 0.17508*");
        Contents(folder.Path).Should().Equal(before);
        Directory.GetDirectories(folder.Path).Should().Equal([Package], "temporary folders of failed exports must not pile up");
    }

    [Fact]
    public void Contents_that_contradict_each_other_are_refused()
    {
        var good = WordSum.Contents();
        Refused(good with { Goldens = [] }, "word-sum: no golden was given*");
        Refused(good with { Manifest = good.Manifest with { Graph = good.Manifest.Graph with { Opset = 18 } } }, "word-sum: the manifest says of the graph: opset 18*; the graph has: opset 17*");
        Refused(good with { Manifest = good.Manifest with { Id = "../word-sum" } }, "'../word-sum' is no model id*");
        Refused(good with { Manifest = good.Manifest with { Labels = "../x" } }, "'../x' lies outside the package*");
        Refused(good with { Manifest = good.Manifest with { Labels = "config.pbtxt" } }, "config.pbtxt would be written twice*");
        Refused(good with { Manifest = good.Manifest with { Pipeline = good.Manifest.Pipeline with { Kind = "letters" } } }, "the text pipeline 'letters' has no description*");
        Refused(good with { Labels = ["only"] }, "the runtime cannot use the package*labels.txt must hold two*");
        Refused(good with { Goldens = [good.Goldens[0], good.Goldens[1] with { Scores = [0, 1] }] }, "tensor 'scores' [2, 1] needs 2 values and was given 3*");
    }

    private static SortedDictionary<string, string> Contents(string path) => new(
        Directory.GetFiles(path, "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(path, file),
            file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);

    private void Refused(PackageContents contents, string message)
    {
        FluentActions.Invoking(() => writer.Write(contents, WordSum.Samples()))
            .Should().Throw<ExportException>("a package that contradicts itself must not reach a user").WithMessage(message);
        Directory.GetDirectories(folder.Path).Should().BeEmpty();
    }
}
