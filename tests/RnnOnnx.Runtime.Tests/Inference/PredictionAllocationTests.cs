using FluentAssertions;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using RnnOnnx.Text;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Inference;

/// <summary>What classifying one text allocates, managed wrappers of ONNX Runtime included: a <see cref="Prediction"/> and its array of scores.</summary>
public sealed class PredictionAllocationTests : IDisposable
{
    private static readonly string[] Texts =
        ["\"The film<br />was NOT good, I don't like this movie at all\" -- \u0130stanbul, \U0001F600 cannot 1,000...", "The film", "", "a bad film at all: dull, zany, unheard"];

    private readonly TemporaryFolder _zoo = new();

    public void Dispose() => _zoo.Dispose();

    public static TheoryData<int, bool> Kinds
    {
        get
        {
            var data = new TheoryData<int, bool>();
            for (var kind = 0; kind < TinyPipelines.All.Count; kind++)
            {
                data.Add(kind, true);
                data.Add(kind, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_text_of_any_pipeline_costs_its_prediction_and_nothing_else(int kind, bool adaptive)
    {
        var (settings, vocabulary) = TinyPipelines.All[kind];
        settings = settings with { Replacements = [new TextReplacement("<br />", " ")] };
        TinyPackage.Write(
            _zoo.Path, "tiny", TinyGraphs.Bag(settings.VocabularySize, 1), ["negative", "positive"], ModelTask.Binary, settings, [.. Enumerable.Range(0, vocabulary.Count).Select(id => vocabulary[id])],
            TinyPackage.Describe("ids", "int64", "batch", "time") with { LengthAdaptive = adaptive });

        AllocatesItsResult(labels: 2);
    }

    [Fact]
    public void A_text_of_a_model_with_several_labels_costs_its_prediction_and_nothing_else()
    {
        TinyPackage.WriteTopics(_zoo.Path, "tiny");

        AllocatesItsResult(labels: 3);
    }

    [Theory]
    [InlineData(VectorElement.Float32)]
    [InlineData(VectorElement.Float16)]
    [InlineData(VectorElement.Int8Rows)]
    public void A_text_of_a_model_of_word_vectors_costs_its_prediction_and_nothing_else(VectorElement element)
    {
        TinyVectors.Write(_zoo.Path, element);
        TinyPackage.WriteVectors(_zoo.Path, TinyVectors.Reference(_zoo.Path), "tiny");

        AllocatesItsResult(labels: 2);
    }

    private void AllocatesItsResult(int labels)
    {
        using var zoo = ModelZoo.Open(_zoo.Path);
        using var classifier = zoo.LoadClassifier("tiny", new ClassifierOptions { Provider = ExecutionProvider.Cpu });
        Prediction? last = null;
        var result = Allocations.FewestOf(() =>
        {
            foreach (var _ in Texts)
            {
                last = new Prediction("", 0, new float[labels], 0, 0, 0);
            }
        });

        var predicting = Allocations.FewestOf(() =>
        {
            foreach (var text in Texts)
            {
                last = classifier.Predict(text.AsSpan());
            }
        });

        predicting.Should().Be(result, "a server would collect as garbage whatever else a prediction leaves, a thousand times a second");
        last!.Scores.Should().HaveCount(labels, "the prediction was made");
    }
}
