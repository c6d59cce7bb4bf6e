using System.Text;
using FluentAssertions;
using Microsoft.ML.OnnxRuntime;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Inference;

/// <summary>Everything on the way to a GPU but the GPU, whose place the processor takes.</summary>
public sealed class GpuPathTests : IDisposable
{
    private const float Tolerance = 1e-6f;
    private const int MaximumLength = 40;

    private static readonly string[] Words = ["the", "film", "not", "a", "bad", "at", "all", "don't", "dull", "unheard-of"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, int> Models => new() { { "bag", 6 }, { "topics", 2 }, { "position", 2 }, { "vectors", 2 } };

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_text_gets_the_scores_of_the_cpu_whatever_was_run_before_it(string model, int shapes)
    {
        var (package, gpu) = (Package(model), new ProcessorAsGpu());
        using var cpu = TextClassifier.Load(package, new ClassifierOptions { Provider = ExecutionProvider.Cpu });
        using var classifier = TextClassifier.Load(package, new ClassifierOptions { Provider = ExecutionProvider.Cuda, MaximumBatchSize = 7 }, gpu);
        var texts = Texts(60);

        var expected = cpu.Predict(texts);
        var alone = texts.Select(classifier.Predict).ToArray();
        var together = classifier.Predict(texts);

        classifier.Provider.Transfer.Should().Be($"bound on the device, {shapes} shapes replayed as CUDA graphs", "a replay is what these texts went through");
        classifier.Provider.CudaGraphs.Should().Be(shapes, "a program reads numbers");
        for (var i = 0; i < texts.Length; i++)
        {
            Same(alone[i], expected[i], "a replay that keeps the input of the text before it is wrong silently");
            Same(together[i], expected[i], "full batches are replayed and the last one is not; both must come back in order");
        }
    }

    [Fact]
    public void Each_shape_that_comes_again_has_a_session_of_its_own()
    {
        var (package, gpu) = (Package("bag"), new ProcessorAsGpu());
        using var classifier = TextClassifier.Load(package, new ClassifierOptions { MaximumBatchSize = 7 }, gpu);

        gpu.Opened.Should().Equal(
            ["any", "batch=7 time=16", "batch=1 time=16", "batch=7 time=32", "batch=1 time=32", "batch=7 time=40", "batch=1 time=40"],
            "constants instead of open dimensions leave ONNX Runtime nothing to compute on the CPU between the GPU's nodes");
        gpu.Memories.Should().ContainSingle("the model has one device").Which.Threads.Keys.Should().Equal(["RnnOnnx GPU"], "ONNX Runtime replays a graph only on the thread that captured it");
    }

    [Fact]
    public void A_model_that_cannot_be_captured_runs_bound_and_says_why()
    {
        var gpu = new ProcessorAsGpu { RefusesCapture = true };
        using var classifier = TextClassifier.Load(Package("bag"), null, gpu);

        classifier.Provider.Should().BeEquivalentTo(
            new { Selected = ExecutionProvider.Cuda, CudaGraphs = 0, Transfer = "bound on the device, without CUDA graphs: the graph has nodes on the CPU" }, "the GPU is still used");
        AllScoresAreRight(classifier);
    }

    [Fact]
    public void A_replay_with_other_scores_is_found_out_before_any_text_comes()
    {
        using var classifier = TextClassifier.Load(Package("bag"), null, new ProcessorAsGpu { ReplaysStaleInput = true });

        classifier.Provider.CudaGraphs.Should().Be(0, "a graph that reads from elsewhere than where the text is put is worse than none");
        classifier.Provider.Transfer.Should().MatchRegex("^bound on the device, without CUDA graphs: a batch of 128 texts of 16 ids got the score 0\\.[0-9]+ there, and 0\\.[0-9]+ otherwise$", "who looks for speed must learn why");
        AllScoresAreRight(classifier);
    }

    [Theory]
    [InlineData(true, false, "ONNX Runtime copies each batch, without CUDA graphs: there is no driver")]
    [InlineData(false, true, "ONNX Runtime copies each batch, without CUDA graphs: a batch of 128 texts of 16 ids got the score *")]
    public void Where_batches_cannot_be_bound_onnx_runtime_copies_them(bool noDriver, bool stale, string transfer)
    {
        using var classifier = TextClassifier.Load(Package("bag"), null, new ProcessorAsGpu { HasNoDriver = noDriver, BindsStaleInput = stale });

        classifier.Provider.Selected.Should().Be(ExecutionProvider.Cuda, "the GPU computes all the same");
        classifier.Provider.Transfer.Should().Match(transfer, "who looks for speed must learn why");
        AllScoresAreRight(classifier);
    }

    [Fact]
    public void Auto_takes_the_cpu_when_the_gpu_starts_and_then_fails()
    {
        using var classifier = TextClassifier.Load(Package("bag"), null, new ProcessorAsGpu { FailsRuns = true });

        classifier.Provider.Should().BeEquivalentTo(new { Requested = ExecutionProvider.Auto, Selected = ExecutionProvider.Cpu, CudaGraphs = 0, Transfer = (string?)null }, "auto never fails for want of a GPU");
        classifier.Provider.Reason.Should().StartWith("the model could not be run on CUDA: ", "a user with a GPU must learn why it idles");
        AllScoresAreRight(classifier);
    }

    [Fact]
    public void A_gpu_that_was_demanded_and_fails_is_an_error()
    {
        var act = () => TextClassifier.Load(Package("bag"), new ClassifierOptions { Provider = ExecutionProvider.Cuda }, new ProcessorAsGpu { FailsRuns = true });

        act.Should().Throw<RnnOnnxException>("who demands a GPU must not be slowed down silently").WithMessage("tiny-bag: ONNX Runtime failed on CUDA: *");
    }

    [Fact]
    public async Task Many_callers_at_a_time_get_the_scores_of_their_own_texts()
    {
        using var classifier = TextClassifier.Load(Package("bag"), new ClassifierOptions { MaximumBatchSize = 7 }, new ProcessorAsGpu());
        using var cpu = TextClassifier.Load(Package("bag"), new ClassifierOptions { Provider = ExecutionProvider.Cpu });
        var texts = Texts(200);
        var expected = cpu.Predict(texts);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(() => caller % 2 == 0 ? texts.Select(classifier.Predict).ToArray() : classifier.Predict(texts).ToArray())));

        foreach (var result in results)
        {
            result.Zip(expected).Should().OnlyContain(pair => Math.Abs(pair.First.Scores[1] - pair.Second.Scores[1]) < Tolerance, "a reply that went to another caller looks like a right one");
        }
    }

    [Fact]
    public async Task Disposing_while_calls_run_ends_them_with_a_result_or_a_clear_error()
    {
        var package = Package("bag");
        var texts = Texts(50);
        for (var round = 0; round < 5; round++)
        {
            var gpu = new ProcessorAsGpu();
            var classifier = TextClassifier.Load(package, new ClassifierOptions { MaximumBatchSize = 2 }, gpu);
            var calls = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                try
                {
                    return classifier.Predict(texts).Count;
                }
                catch (ObjectDisposedException)
                {
                    return 0;
                }
            })).ToArray();
            await classifier.DisposeAsync();

            gpu.Memories.Single().Disposed.Should().BeTrue("the memory is free when the disposal has ended");
            (await Task.WhenAll(calls)).Should().OnlyContain(count => count == 0 || count == texts.Length, "a shutdown must not crash the process in native code");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_text_costs_its_prediction_and_nothing_else_on_either_thread(bool refuses)
    {
        var gpu = new ProcessorAsGpu { RefusesCapture = refuses };
        using var classifier = TextClassifier.Load(Package("bag"), new ClassifierOptions { MaximumBatchSize = 2 }, gpu);
        var memory = gpu.Memories.Single();
        Prediction? last = null;
        var result = Allocations.FewestOf(() => last = new Prediction("", 0, new float[2], 0, 0, 0));
        var onDevice = new List<long>();

        var predicting = Allocations.FewestOf(() => last = classifier.Predict("the film is not bad".AsSpan()));
        for (var round = 0; round < 5; round++)
        {
            var before = memory.Allocated;
            for (var i = 0; i < 100; i++)
            {
                classifier.Predict("the film is not bad".AsSpan());
            }

            onDevice.Add(memory.Allocated - before);
        }

        predicting.Should().Be(result, "a server would collect as garbage whatever else a prediction leaves, a thousand times a second");
        onDevice.Min().Should().Be(0, "and so it is with the thread that computes");
        last!.Scores.Should().HaveCount(2, "the prediction was made");
    }

    [Fact]
    public void A_session_for_one_shape_computes_none()
    {
        // A node's operator is field 4, and this one has five letters.
        const string Shape = "\"\u0005Shape";
        var package = Package("blocks");
        var file = Path.Combine(_folder.Path, "optimized.onnx");
        using var options = SessionFactory.NewOptions();
        options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC;
        options.OptimizedModelFilePath = file;
        foreach (var (name, size) in CudaGraphs.Sizes(["batch", "time"], 4, 12))
        {
            options.AddFreeDimensionOverrideByName(name, size);
        }

        new InferenceSession(package.GraphBytes, options).Dispose();
        using var classifier = TextClassifier.Load(package, null, new ProcessorAsGpu());

        classifier.Provider.CudaGraphs.Should().Be(2, "what was computed with the shape is right as a constant too");

        Operators(package.GraphBytes).Should().Contain(Shape, "the test needs a graph that asks for its shape");
        Operators(File.ReadAllBytes(file)).Should().NotContain(Shape, "ONNX Runtime would compute with it on the CPU, and captures no graph that copies what it finds to the GPU");

        static string Operators(byte[] graph) => Encoding.Latin1.GetString(graph);
    }

    private static void Same(Prediction actual, Prediction expected, string because)
    {
        (actual.Tokens, actual.Unknown, actual.Cut).Should().Be((expected.Tokens, expected.Unknown, expected.Cut), because);
        actual.Scores.Zip(expected.Scores, static (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(Tolerance, because);
    }

    private void AllScoresAreRight(TextClassifier classifier)
    {
        using var cpu = TextClassifier.Load(Package("bag"), new ClassifierOptions { Provider = ExecutionProvider.Cpu });
        foreach (var text in Texts(20))
        {
            Same(classifier.Predict(text), cpu.Predict(text), "whatever computes gives the same scores");
        }
    }

    private ModelPackage Package(string model)
    {
        var id = $"tiny-{model}";
        if (!Directory.Exists(_folder.Sub(id)))
        {
            _ = model switch
            {
                "bag" => TinyPackage.Write(
                    _folder.Path, id, TinyGraphs.Bag(TinyPackage.VocabularySize, 1), ["negative", "positive"], ModelTask.Binary, TinyPipelines.WordIndex with { MaximumLength = MaximumLength }, TinyPackage.Tokens,
                    TinyPackage.Describe("ids", "int64", "batch", "time") with { LengthAdaptive = true }),
                "topics" => TinyPackage.WriteTopics(_folder.Path, id),
                "position" => TinyPackage.WritePosition(_folder.Path, id),
                "blocks" => TinyNetworks.WriteBlocks(_folder.Path, id),
                _ => WriteVectors(id),
            };
        }

        using var zoo = ModelZoo.Open(_folder.Path);
        return zoo.OpenPackage(id);
    }

    private ModelManifest WriteVectors(string id)
    {
        TinyVectors.Write(_folder.Path);
        return TinyPackage.WriteVectors(_folder.Path, TinyVectors.Reference(_folder.Path), id);
    }

    private static string[] Texts(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(0, 50)).Select(_ => Words[random.Next(Words.Length)])))];
    }
}
