using System.Security.Cryptography;
using RnnOnnx.Packages;
using RnnOnnx.Text;

namespace RnnOnnx.TinyPackages;

/// <summary>Writes small, complete packages.</summary>
internal static class TinyPackage
{
    public const int MaximumLength = 12;
    public const int VocabularySize = 12;
    private const string Graph = "1/model.onnx";

    /// <summary>Ids 4 to 13; "dull" and "zany" lie beyond the network's 12 ids.</summary>
    public static readonly string[] Tokens =
        ["<PAD>", "<START>", "<OOV>", "<UNUSED>", "the", "film", "not", "a", "bad", "at", "all", "don't", "dull", "zany"];

    /// <summary>A binary model that sums weights; takes any length.</summary>
    public static ModelManifest WriteBag(string zoo, string id = "tiny-bag") =>
        Write(zoo, id, TinyGraphs.Bag(VocabularySize, 1), ["negative", "positive"], ModelTask.Binary, adaptive: true);

    /// <summary>A model of three labels that sums weights; takes any length.</summary>
    public static ModelManifest WriteTopics(string zoo, string id = "tiny-topics") =>
        Write(zoo, id, TinyGraphs.Bag(VocabularySize, 3), ["acq", "earn", "grain"], ModelTask.MultiClass, adaptive: true);

    /// <summary>A binary model whose scores depend on the place of each id; takes the full length only.</summary>
    public static ModelManifest WritePosition(string zoo, string id = "tiny-position", SequenceSide padding = SequenceSide.Pre, SequenceSide truncation = SequenceSide.Pre) =>
        Write(zoo, id, TinyGraphs.Position(MaximumLength), ["negative", "positive"], ModelTask.Binary, adaptive: false, padding, truncation);

    public static ModelManifest Write(
        string zoo,
        string id,
        byte[] graph,
        string[] labels,
        ModelTask task,
        bool adaptive,
        SequenceSide padding = SequenceSide.Pre,
        SequenceSide truncation = SequenceSide.Pre) =>
        Write(zoo, id, graph, labels, task, TinyPipelines.WordIndex with { Padding = padding, Truncation = truncation }, Tokens, Describe("ids", "int64", "batch", "time") with { LengthAdaptive = adaptive });

    /// <summary>A binary model of document 001's form: words to the vectors of <see cref="TinyVectors"/>, filled at the end, each number weighted by its place; two outputs.</summary>
    public static ModelManifest WriteVectors(string zoo, VectorsReference vectors, string id = "tiny-w2v", PipelineManifest? pipeline = null, IReadOnlyList<string>? tokens = null, int dimension = TinyVectors.Dimension)
    {
        var graph = Describe("vectors", "float32", "batch", "time", $"{dimension}");
        graph = graph with { Outputs = [.. graph.Outputs, new TensorManifest("sums", "float32", ["batch", "1"])] };
        return Write(zoo, id, TinyGraphs.Vectors(MaximumLength, dimension), ["negative", "positive"], ModelTask.Binary, pipeline ?? TinyVectors.Pipeline, tokens ?? TinyVectors.Tokens, graph, vectors);
    }

    public static ModelManifest Write(
        string zoo,
        string id,
        byte[] graph,
        string[] labels,
        ModelTask task,
        PipelineManifest pipeline,
        IReadOnlyList<string> tokens,
        GraphManifest described,
        VectorsReference? vectors = null)
    {
        var folder = Path.Combine(zoo, id);
        Directory.CreateDirectory(Path.Combine(folder, "1"));
        File.WriteAllBytes(Path.Combine(folder, Graph), graph);
        Vocabulary.FromTokens(tokens).Save(Path.Combine(folder, "vocab.txt"));
        File.WriteAllText(Path.Combine(folder, "labels.txt"), string.Join('\n', labels) + "\n");
        using (var goldens = File.Create(Path.Combine(folder, "golden.json")))
        {
            PackageJson.WriteGoldens(goldens, [new Golden("Not a bad film at all.", [1, 6, 7, 8, 5, 9, 10], [0.5f])]);
        }

        var manifest = new ModelManifest
        {
            Format = ModelManifest.CurrentFormat,
            Id = id,
            Architecture = id,
            Summary = "A model whose scores follow from a formula.",
            Document = "003",
            Task = task,
            Layers = [new LayerManifest("weights", "Embedding", "[batch, 12, 1]", VocabularySize, VocabularySize), new LayerManifest("sum", "Sum", "[batch, 1]", 0, 0)],
            Parameters = VocabularySize,
            Trainable = VocabularySize,
            Pipeline = pipeline,
            Vectors = vectors,
            Graph = described,
            Labels = "labels.txt",
            Goldens = "golden.json",
            Tolerance = 1e-5,
            Training = new TrainingManifest
            {
                Corpus = "none",
                SampleCorpus = true,
                CorpusSha256 = new string('0', 64),
                TrainingTexts = 0,
                ValidationTexts = 0,
                TestTexts = 0,
                Recipe = "formula",
                Settings = new Dictionary<string, string> { ["weights"] = "sines" },
                Seed = 42,
                Epochs = 0,
                BestEpoch = 0,
                Metrics = new Dictionary<string, double> { ["test_accuracy"] = 0.5 },
            },
            Engines = new Dictionary<string, string> { ["none"] = "0" },
            Files = [.. new[] { Graph, "vocab.txt", "labels.txt", "golden.json" }.Select(path => Describe(folder, path))],
        };
        WriteManifest(zoo, manifest, id);
        return manifest;
    }

    /// <summary>A graph of full length with one input and the scores.</summary>
    public static GraphManifest Describe(string input, string type, params string[] shape) => new()
    {
        File = Graph,
        Opset = 17,
        IrVersion = 8,
        Inputs = [new TensorManifest(input, type, shape)],
        Outputs = [new TensorManifest("scores", "float32", ["batch", "1"])],
        LengthAdaptive = false,
    };

    /// <summary>Writes a manifest as it is, whether it tells the truth or not.</summary>
    public static void WriteManifest(string zoo, ModelManifest manifest, string? folder = null)
    {
        using var stream = File.Create(Path.Combine(zoo, folder ?? manifest.Id, ModelManifest.FileName));
        PackageJson.WriteManifest(stream, manifest);
    }

    /// <summary>Size and hash of a file as it lies there now.</summary>
    public static FileManifest Describe(string folder, string path)
    {
        var bytes = File.ReadAllBytes(Path.Combine(folder, path));
        return new FileManifest(path, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);
    }
}
