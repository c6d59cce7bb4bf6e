using FluentAssertions;
using Microsoft.ML.OnnxRuntime;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Inference;

public sealed class ExecutionProviderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelPackage _package;

    public ExecutionProviderTests()
    {
        TinyPackage.WriteBag(_folder.Path);
        _package = ModelPackage.Open(_folder.Sub("tiny-bag"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_cpu_is_taken_when_asked_for()
    {
        using var classifier = TextClassifier.Load(_package, new ClassifierOptions { Provider = ExecutionProvider.Cpu });

        classifier.Provider.Should().Be(new ProviderReport(ExecutionProvider.Cpu, ExecutionProvider.Cpu, "the CPU was asked for"), "the choice is reported");
    }

    [Fact]
    public void Auto_always_finds_something_that_computes_and_says_why_it_is_that()
    {
        using var classifier = TextClassifier.Load(_package);

        classifier.Provider.Requested.Should().Be(ExecutionProvider.Auto, "auto is the default");
        classifier.Provider.Selected.Should().NotBe(ExecutionProvider.Auto, "something computes");
        if (!OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"))
        {
            classifier.Provider.Reason.Should().Be("this build of ONNX Runtime has no CUDA provider", "a user with a GPU must learn why it idles");
        }
        else if (classifier.Provider.Selected == ExecutionProvider.Cpu)
        {
            classifier.Provider.Reason.Should().StartWith("the CUDA provider of ONNX Runtime did not start: ", "a user with a GPU must learn why it idles");
        }

        classifier.Predict("a film").Scores[1].Should().BeApproximately((float)TinyGraphs.BagProbability([1, 7, 5]), 1e-5f, "whatever computes gives the same score");
    }

    [Fact]
    public void Cuda_is_used_or_refused_but_never_replaced()
    {
        using var auto = TextClassifier.Load(_package);
        if (auto.Provider.Selected == ExecutionProvider.Cuda)
        {
            using var cuda = TextClassifier.Load(_package, new ClassifierOptions { Provider = ExecutionProvider.Cuda });
            cuda.Provider.Selected.Should().Be(ExecutionProvider.Cuda, "it was demanded and can be used");
            return;
        }

        var act = () => TextClassifier.Load(_package, new ClassifierOptions { Provider = ExecutionProvider.Cuda });

        act.Should().Throw<ProviderUnavailableException>("who demands a GPU must not be slowed down silently")
            .WithMessage($"tiny-bag: CUDA was asked for and cannot be used: {auto.Provider.Reason}; use the provider Auto or Cpu, or *");
    }

    [Fact]
    public void A_layer_that_cuda_leaves_to_the_cpu_keeps_the_model_there_and_is_reported()
    {
        TinyPackage.Write(_folder.Path, "tiny-gru", TinyGraphs.ResetBeforeGru(), ["negative", "positive"], ModelTask.Binary, adaptive: true);
        using var classifier = TextClassifier.Load(ModelPackage.Open(_folder.Sub("tiny-gru")));

        classifier.Provider.Selected.Should().Be(ExecutionProvider.Cpu, "whatever the machine has, this model is faster without a GPU");
        classifier.Provider.Reason.Should().BeOneOf(
            ["this build of ONNX Runtime has no CUDA provider", "CUDA does not compute GRU 'gru' (reset before the product)"], "the reason is the first thing that stands in the way");
        classifier.Provider.NotOnCuda.Should().Equal(["GRU 'gru' (reset before the product)"], "who buys a GPU for it should know before");
        classifier.Predict("a film").Scores[1].Should().Be(0.5f, "the layer's weights are zero");
    }
}
