using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Tests.Export;

/// <summary>
/// The smallest model that a package can hold: each word has a weight, <c>0.3 (id - 5)</c> and none for padding, and a text's score is the sigmoid of
/// their sum. It is length-adaptive by nature, and its scores can be worked out by hand.
/// </summary>
internal static class WordSum
{
    private static readonly string[] Tokens = ["<PAD>", "<START>", "<OOV>", "<UNUSED>", "good", "bad", "film", "rare"];

    public static float Score(params int[] ids) => (float)ReferenceCells.Sigmoid(ids.Sum(i => i == 0 ? 0 : 0.3 * (i - 5)));

    public static Golden Golden(string text, params int[] ids) => new(text, ids, [Score(ids)]);

    public static ModelProto Model(float factor = 0.3f)
    {
        var builder = new GraphBuilder("word-sum");
        var ids = builder.Input("ids", TensorProto.Types.DataType.Int64, "batch", "time");
        float[] weights = [.. Tokens.Select((_, id) => id == 0 ? 0 : factor * (id - 5))];
        var words = builder.Node("Gather", "words", [builder.Constant("weights", weights, Tokens.Length, 1), ids]);
        var sum = builder.Node("ReduceSum", "sum", [words, builder.Constant("time_axis", [1L], 1)], Attributes.Int("keepdims", 0));
        builder.Output(builder.Node("Sigmoid", "scores", [sum]), TensorProto.Types.DataType.Float, "batch", 1);
        return builder.Build("the sum of a text's words");
    }

    public static PackageContents Contents(float factor = 0.3f)
    {
        var model = Model(factor);
        return new PackageContents
        {
            Manifest = new ModelManifest
            {
                Format = ModelManifest.CurrentFormat,
                Id = "word-sum",
                Architecture = "word-sum",
                Summary = "Is it a good film? A weight per word",
                Document = "003",
                Task = ModelTask.Binary,
                Layers = [new LayerManifest("weights", "Embedding", "[batch, 6, 1]", 8, 8)],
                Parameters = 8,
                Trainable = 8,
                Pipeline = new PipelineManifest
                {
                    Kind = WordIndexPipeline.Kind,
                    Vocabulary = "vocab.txt",
                    VocabularySize = 7,
                    Start = 1,
                    OutOfVocabulary = 2,
                    MaximumLength = 6,
                    Padding = SequenceSide.Pre,
                    Truncation = SequenceSide.Pre,
                },
                Graph = GraphDescription.Of(model, lengthAdaptive: true),
                Labels = "labels.txt",
                Goldens = "golden.json",
                Tolerance = 1e-5,
                Training = new TrainingManifest
                {
                    Corpus = "imdb-sample",
                    SampleCorpus = true,
                    CorpusSha256 = new string('0', 64),
                    TrainingTexts = 1000,
                    ValidationTexts = 100,
                    TestTexts = 200,
                    Recipe = "sample",
                    Settings = new Dictionary<string, string> { ["optimizer"] = "adam", ["batch"] = "32" },
                    Seed = 42,
                    Epochs = 3,
                    BestEpoch = 2,
                    Metrics = new Dictionary<string, double> { ["test_accuracy"] = 0.75, ["loss"] = 0.5 },
                },
                Engines = new Dictionary<string, string> { ["torch"] = "1.13.1 (system libtorch)" },
                Files = [],
            },
            Model = model,
            Vocabulary = Vocabulary.FromTokens(Tokens),
            Labels = ["negative", "positive"],
            Goldens = [Golden("Good, good film!", 1, 4, 4, 6), Golden("", 1), Golden("A bad film", 1, 5, 6)],
            Marks = [new Mark("test_accuracy", 0.8786, "second epoch")],
            Notes = ["The weights are not trained at all."],
            History = new TrainingHistory([new HistoryRow(1, 0.7, 0.5, 0.6, 0.5, 0.65, 0.55), new HistoryRow(2, 0.5, 0.8, 0.5, 0.75, 0.55, 0.75), new HistoryRow(3, 0.25, 0.9, 0.625, 0.7, null, null)]),
        };
    }

    public static ParitySample[] Samples() =>
    [
        new(null, [4, 4], [Score(4, 4)]),
        new("good rare film", [1, 4, 2, 6], [Score(1, 4, 2, 6)]),
        new("film film film film film film good", [6, 6, 6, 6, 6, 4], [Score(6, 6, 6, 6, 6, 4)]),
        new(null, [], [0.5f]),
    ];
}
