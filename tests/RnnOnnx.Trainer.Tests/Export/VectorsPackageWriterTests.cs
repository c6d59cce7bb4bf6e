using FluentAssertions;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Export;

public sealed class VectorsPackageWriterTests : IDisposable
{
    private const string Id = "vectors-test";
    private static readonly string[] Words = ["good", "bad", "film"];
    private static readonly float[] Numbers = [1, 2, -3, 0.5f, 5, -1.1f];
    private readonly TemporaryFolder folder = new();
    private readonly VectorsPackageWriter writer;

    public VectorsPackageWriterTests() => writer = new VectorsPackageWriter(folder.Path, TimeSpan.FromMilliseconds(250));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Padding_is_zero_and_the_unknown_word_is_the_mean()
    {
        var written = writer.Write(Id, "By hand.", Words, Numbers, VectorElement.Float32, withUnknown: true);

        Rows(written).Should().Equal([0, 0, 1, (2 + 0.5f - 1.1f) / 3, .. Numbers], "row 1 is the mean of the words: (1 - 3 + 5) / 3 and (2 + 0.5 - 1.1) / 3");
        Enumerable.Range(0, 5).Select(id => written.Vocabulary[id]).Should().Equal(["<PAD>", "<UNK>", "good", "bad", "film"], "line i has row i");
        var opened = VectorsPackage.Open(Path.Combine(folder.Path, Id));
        Rows(opened).Should().Equal(Rows(written), "a user's runtime reads what the trainer was given back");
        opened.Reference.Should().Be(written.Reference, "the hash is that of the file in its place");
        opened.Manifest.Should().BeEquivalentTo(new { Id, Source = "By hand.", Dimension = 2, Count = 5, UnknownRow = true, PaddingRow = true }, "the manifest says what the files hold");
    }

    [Fact]
    public void Half_precision_comes_back_rounded_as_users_will_get_it()
    {
        var written = writer.Write(Id, "By hand.", Words, Numbers, VectorElement.Float16, withUnknown: false);

        Rows(written).Should().Equal([0, 0, .. Numbers.Select(number => (float)(Half)number)], "the network must train on the rounded numbers");
        new FileInfo(Path.Combine(folder.Path, Id, "vectors.bin")).Length.Should().Be(16, "eight numbers of two bytes");
    }

    [Fact]
    public void Eight_bits_and_a_scale_for_each_row_come_back_as_users_will_get_them()
    {
        var written = writer.Write(Id, "By hand.", Words, [127, -64, 0, 0, 0.5f, -1.25f], VectorElement.Int8Rows, withUnknown: false);

        var rows = Rows(written);
        rows[..6].Should().Equal([0, 0, 127, -64, 0, 0], "whole numbers up to 127 need a scale of 1, and zeros none");
        rows[7].Should().BeApproximately(-1.25f, 1e-4f, "the largest of a row is 127 times its scale");
        rows[6].Should().BeApproximately(0.5f, 1.25f / 127 / 2, "others are off by half a step at most");
        new FileInfo(Path.Combine(folder.Path, Id, "vectors.bin")).Length.Should().Be(4 * (4 + 2), "a scale of four bytes and two numbers of one, four times");
    }

    [Fact]
    public void The_same_contents_give_the_same_hash_and_others_replace_them()
    {
        var first = writer.Write(Id, "By hand.", Words, Numbers, VectorElement.Float32, withUnknown: true).Reference;

        writer.Write(Id, "By hand.", Words, Numbers, VectorElement.Float32, withUnknown: true).Reference.Should().Be(first, "models that name the vectors stay good when they are made again");
        writer.Write(Id, "By hand.", Words, [.. Numbers.Reverse()], VectorElement.Float32, withUnknown: true).Reference.Should().NotBe(first, "other vectors are others");
        Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Should().BeEquivalentTo([".lock", Id], "nothing is left over");
    }

    [Fact]
    public void Contents_that_cannot_be_stored_leave_the_vectors_that_were_there()
    {
        var reference = writer.Write(Id, "By hand.", Words, Numbers, VectorElement.Float32, withUnknown: true).Reference;

        Refused(() => writer.Write(Id, "", Words, [1, 2, 3, 4], VectorElement.Float32, true), "*4 numbers are no vectors of one length for 3 words*");
        Refused(() => writer.Write(Id, "", [], [], VectorElement.Float32, true), "*0 words*");
        Refused(() => writer.Write(Id, "", Words, [1, 2, float.NaN], VectorElement.Float32, false), "*'film' holds NaN*");
        Refused(() => writer.Write(Id, "", Words, [1, 70_000, 3], VectorElement.Float16, false), "*'bad' holds 70000*Float16*");
        Refused(() => writer.Write(Id, "", ["a", "a"], [1, 2], VectorElement.Float32, false), "*'a' is on line 2 and again on line 3*");
        Refused(() => writer.Write(Id, "", ["<UNK>"], [1], VectorElement.Float32, true), "*'<UNK>' is on line 2*");
        Refused(() => writer.Write("imdb-lstm", "", Words, Numbers, VectorElement.Float32, true), "*'imdb-lstm' could be a model's id*'vectors-'*");
        Refused(() => writer.Write("vectors-../x", "", Words, Numbers, VectorElement.Float32, true), "*'vectors-../x' is no model id*");
        VectorsPackage.Open(Path.Combine(folder.Path, Id)).Reference.Should().Be(reference, "a failed command must not cost a user the models that need these");

        static void Refused(Action act, string message) => act.Should().Throw<RnnOnnxException>("the vectors would be wrong without a word").WithMessage(message);
    }

    [Fact]
    public void A_model_is_written_beside_its_vectors_and_predicts()
    {
        var vectors = writer.Write(Id, "By hand.", Words, Numbers, VectorElement.Float32, withUnknown: true);
        var packages = new PackageWriter(folder.Path);
        Golden[] goldens = [new("good film zany", [2, 4], [Score(1 + 2 + 5 - 1.1)]), new("", [], [0.5f])];

        packages.Write(Contents(vectors, goldens), [new ParitySample(null, [3, 0], [Score(-3 + 0.5)])]);

        using var zoo = ModelZoo.Open(folder.Path);
        using var classifier = zoo.LoadClassifier("vector-sum", new ClassifierOptions { Provider = ExecutionProvider.Cpu });
        classifier.Predict("bad film").Scores[1].Should().BeApproximately(Score(-3 + 0.5 + 5 - 1.1), 1e-6f, "a user must get the trained model's score");
        var input = TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder.Path, "vector-sum", "test_data_set_0", "input_0.pb")));
        input.Dims.Should().Equal([1L, 4, 2], "the test data is what the graph takes, vectors, filled at the end; of one text, for they are large");
        File.ReadAllText(Path.Combine(folder.Path, "vector-sum", "README.md"))
            .Should().Contain($"`{Id}`", "whoever uses the graph elsewhere must find its vectors").And.Contain("{\"vectors\": table[ids]}", "the graph does not take ids");
    }

    private static float Score(double sum) => (float)ReferenceCells.Sigmoid(sum);

    private static PackageContents Contents(VectorsPackage vectors, Golden[] goldens)
    {
        var builder = new GraphBuilder("vector-sum");
        var input = builder.Input("vectors", TensorProto.Types.DataType.Float, "batch", "time", 2);
        var sum = builder.Node("ReduceSum", "sum", [input, builder.Constant("axes", [1L, 2L], 2)], Attributes.Int("keepdims", 0));
        var column = builder.Node("Unsqueeze", "column", [sum, builder.Constant("last", [1L], 1)]);
        builder.Output(builder.Node("Sigmoid", "scores", [column]), TensorProto.Types.DataType.Float, "batch", 1);
        var model = builder.Build("the sum of all numbers");
        var contents = WordSum.Contents();
        return contents with
        {
            Model = model,
            Vocabulary = vectors.Vocabulary,
            Vectors = vectors,
            Goldens = goldens,
            Manifest = contents.Manifest with
            {
                Id = "vector-sum",
                Vectors = vectors.Reference,
                Graph = GraphDescription.Of(model, lengthAdaptive: false),
                Pipeline = new PipelineManifest
                {
                    Kind = TreebankPipeline.Kind,
                    Vocabulary = "vocab.txt",
                    VocabularySize = vectors.Manifest.Count,
                    Unknown = UnknownTokens.Drop,
                    MaximumLength = 4,
                    Padding = SequenceSide.Post,
                    Truncation = SequenceSide.Post,
                },
            },
        };
    }

    private static float[] Rows(VectorsPackage package)
    {
        var rows = new float[package.Manifest.Count * package.Manifest.Dimension];
        for (var id = 0; id < package.Manifest.Count; id++)
        {
            package.CopyRow(id, rows.AsSpan(id * package.Manifest.Dimension, package.Manifest.Dimension));
        }

        return rows;
    }
}
