using FluentAssertions;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using RnnOnnx.Text;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Inference;

/// <summary>Models of document 001's form: the runtime looks words up, and the graph takes their vectors, filled at the end to the full length.</summary>
public sealed class WordVectorsTests : IDisposable
{
    // Sums and exponentials in single precision against double precision.
    private const float Tolerance = 1e-6f;

    private readonly TemporaryFolder _zoo = new();

    public void Dispose() => _zoo.Dispose();

    [Theory]
    [InlineData(VectorElement.Float32, SequenceSide.Post)]
    [InlineData(VectorElement.Float16, SequenceSide.Post)]
    [InlineData(VectorElement.Int8Rows, SequenceSide.Post)]
    [InlineData(VectorElement.Float32, SequenceSide.Pre)]
    public void Words_reach_the_graph_as_their_vectors(VectorElement element, SequenceSide padding)
    {
        TinyVectors.Write(_zoo.Path, element);
        using var classifier = Load(TinyVectors.Pipeline with { Padding = padding });

        var prediction = classifier.Predict("I don't like this movie");

        var padded = SequencePadding.Pad([2, 6, 3, 4, 5], TinyPackage.MaximumLength, padding, SequenceSide.Post);
        prediction.Scores[1].Should().BeApproximately((float)TinyGraphs.VectorsProbability(padded, TinyVectors.Dimension), Tolerance, "each number of each vector has its place");
        (prediction.Tokens, prediction.Unknown, prediction.Cut).Should().Be((5, 1, 0), "'do' has no vector and is dropped");
    }

    [Fact]
    public void The_three_ways_with_unknown_words_give_three_scores()
    {
        TinyVectors.Write(_zoo.Path);
        using var drop = Load(TinyVectors.Pipeline, "drop");
        using var random = Load(TinyVectors.Pipeline with { Unknown = UnknownTokens.Random, UnknownSeed = 42 }, "random");
        using var unk = Load(TinyVectors.Pipeline with { Unknown = UnknownTokens.Unk }, "unk");

        // The random choice is worked out in UnknownWordsTests: of five words from id 2 on, "dont" takes the first.
        Score(drop).Should().BeApproximately(Expected(2, 3, 4, 5), Tolerance, "the unknown word is left out");
        Score(random).Should().BeApproximately(Expected(2, 2, 3, 4, 5), Tolerance, "a known word's vector stands in its place");
        Score(unk).Should().BeApproximately(Expected(2, 1, 3, 4, 5), Tolerance, "the vector of <UNK> stands in its place");

        static float Score(TextClassifier classifier) => classifier.Predict("I dont like this movie").Scores[1];
    }

    [Fact]
    public void A_text_without_known_words_is_all_zero_and_a_long_one_is_cut()
    {
        TinyVectors.Write(_zoo.Path);
        using var classifier = Load(TinyVectors.Pipeline);

        classifier.Predict("").Scores[1].Should().BeApproximately(0.5f, Tolerance, "an empty text is padding alone, whose vectors are zero");
        classifier.Predict("?!").Should().BeEquivalentTo(new { Tokens = 0, Unknown = 2 }, "nothing is known");
        var prediction = classifier.Predict(string.Concat(Enumerable.Repeat("I like this movie ", 4)));
        prediction.Scores[1].Should().BeApproximately(Expected(2, 3, 4, 5, 2, 3, 4, 5, 2, 3, 4, 5), Tolerance, "the end is cut off");
        prediction.Cut.Should().Be(4, "16 words do not fit in 12");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public void Mixed_lengths_in_a_batch_get_the_scores_that_each_gets_alone(int batchSize)
    {
        TinyVectors.Write(_zoo.Path);
        using var classifier = Load(TinyVectors.Pipeline, options: new ClassifierOptions { Provider = ExecutionProvider.Cpu, MaximumBatchSize = batchSize, MaximumParallelism = 3 });
        var random = new Random(11);
        string[] words = ["I", "like", "this", "movie", "dont", "not"];
        string[] texts = [.. Enumerable.Range(0, 100).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(0, 20)).Select(_ => words[random.Next(words.Length)])))];

        var together = classifier.Predict(texts);

        for (var i = 0; i < texts.Length; i++)
        {
            var ids = classifier.Pipeline.Encode(texts[i]).Ids;
            together[i].Scores[1].Should().BeApproximately(Expected([.. ids]), Tolerance, "text {0} must not see its neighbours, nor what a rented buffer held before", i);
        }
    }

    [Fact]
    public void Ids_are_rows_of_the_vectors()
    {
        TinyVectors.Write(_zoo.Path);
        using var classifier = Load(TinyVectors.Pipeline);

        var scores = classifier.PredictIds([[2, 0, 5], [], [6]]);
        var late = () => classifier.PredictIds([[7]]);

        scores.Select(static row => row.Single()).Should().SatisfyRespectively(
            first => first.Should().BeApproximately(Expected(2, 0, 5), Tolerance, "ids are looked up as they are"),
            second => second.Should().BeApproximately(0.5f, Tolerance, "no ids are padding alone"),
            third => third.Should().BeApproximately(Expected(6), Tolerance, "ids are looked up as they are"));
        late.Should().Throw<ArgumentOutOfRangeException>("there is no such row").WithMessage("*ids 0 to 6*");
    }

    [Fact]
    public void A_length_adaptive_graph_gets_the_longest_length_of_its_batch()
    {
        TinyVectors.Write(_zoo.Path);
        var manifest = TinyPackage.WriteVectors(_zoo.Path, TinyVectors.Reference(_zoo.Path));
        TinyPackage.WriteManifest(_zoo.Path, manifest with { Graph = manifest.Graph with { LengthAdaptive = true } });
        using var classifier = Open("tiny-w2v");

        classifier.Predict("I like this movie I like this movie I like this movie").Scores[1].Should().BeApproximately(Expected(2, 3, 4, 5, 2, 3, 4, 5, 2, 3, 4, 5), Tolerance, "12 steps are the graph's");
        var shorter = () => classifier.Predict("I like this movie");
        shorter.Should().Throw<RnnOnnxException>("this graph takes 12 steps only, so the runtime must have given it four").WithMessage("*1 texts of 4 ids*");
    }

    [Fact]
    public void Vectors_of_another_dimension_than_the_graphs_are_refused()
    {
        TinyVectors.Write(_zoo.Path, dimension: 4);
        TinyPackage.WriteVectors(_zoo.Path, TinyVectors.Reference(_zoo.Path));

        var act = () => Open("tiny-w2v");

        act.Should().Throw<PackageException>("every number would stand in another's place").WithMessage("tiny-w2v: the graph's input 'vectors' has the shape [-1, -1, 3]*'vectors-tiny' make [-1, -1, 4]*");
    }

    [Fact]
    public void A_graph_of_vectors_without_vectors_and_one_of_ids_with_them_are_refused()
    {
        TinyVectors.Write(_zoo.Path);
        var reference = TinyVectors.Reference(_zoo.Path);
        TinyPackage.WriteManifest(_zoo.Path, TinyPackage.WriteVectors(_zoo.Path, reference, "no-vectors") with { Vectors = null });
        TinyPackage.Write(
            _zoo.Path, "ids-only", TinyGraphs.Bag(7, 1), ["negative", "positive"], ModelTask.Binary, TinyVectors.Pipeline, TinyVectors.Tokens, TinyPackage.Describe("ids", "int64", "batch", "time"), reference);

        var none = () => Open("no-vectors");
        var ids = () => Open("ids-only");

        none.Should().Throw<PackageException>("there is nothing to fill the input with").WithMessage("no-vectors: *'vectors' (Float) and must have Int64*");
        ids.Should().Throw<PackageException>("the graph takes no vectors").WithMessage("ids-only: *'ids' (Int64) and must have Float*");
    }

    [Fact]
    public void Outputs_that_the_manifest_does_not_list_are_a_mismatch()
    {
        TinyVectors.Write(_zoo.Path);
        var manifest = TinyPackage.WriteVectors(_zoo.Path, TinyVectors.Reference(_zoo.Path));
        TinyPackage.WriteManifest(_zoo.Path, manifest with { Graph = manifest.Graph with { Outputs = [manifest.Graph.Outputs[0]] } });

        var act = () => Open("tiny-w2v");

        act.Should().Throw<PackageException>("the manifest describes another graph").WithMessage("tiny-w2v: the manifest lists 1 outputs and the graph has 2*");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Characters_filled_at_the_end_reach_a_graph_of_full_length(int batchSize)
    {
        TinyPackage.Write(
            _zoo.Path, "tiny-char", TinyGraphs.Position(TinyPackage.MaximumLength), ["negative", "positive"], ModelTask.Binary, TinyPipelines.Characters, CharacterTokenizer.Symbols,
            TinyPackage.Describe("ids", "int64", "batch", "time"));
        using var classifier = Open("tiny-char", new ClassifierOptions { Provider = ExecutionProvider.Cpu, MaximumBatchSize = batchSize });

        var scores = classifier.Predict(["ab", "", "abcdefghijklmnop", "0"]).Select(static prediction => prediction.Scores[1]).ToArray();

        int[][] rows = [[2, 3], [], [.. Enumerable.Range(2, 12)], [1]];
        for (var i = 0; i < rows.Length; i++)
        {
            var padded = SequencePadding.Pad(rows[i], TinyPackage.MaximumLength, SequenceSide.Post, SequenceSide.Post);
            scores[i].Should().BeApproximately((float)TinyGraphs.PositionProbability(padded), Tolerance, "row {0} is filled at the end up to the full length, whatever is beside it", i);
        }
    }

    private static float Expected(params int[] ids) =>
        (float)TinyGraphs.VectorsProbability(SequencePadding.Pad(ids, TinyPackage.MaximumLength, SequenceSide.Post, SequenceSide.Post), TinyVectors.Dimension);

    private TextClassifier Load(PipelineManifest pipeline, string id = "tiny-w2v", ClassifierOptions? options = null)
    {
        TinyPackage.WriteVectors(_zoo.Path, TinyVectors.Reference(_zoo.Path), id, pipeline);
        return Open(id, options);
    }

    private TextClassifier Open(string id, ClassifierOptions? options = null)
    {
        using var zoo = ModelZoo.Open(_zoo.Path);
        return zoo.LoadClassifier(id, options ?? new ClassifierOptions { Provider = ExecutionProvider.Cpu });
    }
}
