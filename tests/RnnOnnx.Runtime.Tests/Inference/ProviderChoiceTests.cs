using FluentAssertions;
using RnnOnnx.Inference;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Inference;

public sealed class ProviderChoiceTests
{
    [Theory]
    [InlineData(ExecutionProvider.Auto, "CPU", false, "this build of ONNX Runtime has no CUDA provider")]
    [InlineData(ExecutionProvider.Auto, "CPU", true, "this build of ONNX Runtime has no CUDA provider")]
    [InlineData(ExecutionProvider.Auto, "CUDA CPU", false, null)]
    [InlineData(ExecutionProvider.Auto, "CUDA CPU", true, "CUDA does not compute GRU 'gru' (reset before the product)")]
    [InlineData(ExecutionProvider.Cuda, "CPU", false, "this build of ONNX Runtime has no CUDA provider")]
    [InlineData(ExecutionProvider.Cuda, "CUDA CPU", true, null)]
    [InlineData(ExecutionProvider.TensorRt, "CUDA CPU", false, "this build of ONNX Runtime has no TensorRT provider")]
    [InlineData(ExecutionProvider.TensorRt, "Tensorrt CPU", false, "this build of ONNX Runtime has no CUDA provider")]
    [InlineData(ExecutionProvider.TensorRt, "Tensorrt CUDA CPU", true, null)]
    public void A_gpu_is_tried_where_it_may_help(ExecutionProvider requested, string known, bool missing, string? obstacle) =>
        ProviderChoice.Obstacle(requested, [.. known.Split(' ').Select(static name => $"{name}ExecutionProvider")], missing ? ["GRU 'gru' (reset before the product)"] : []).Should().Be(
            obstacle, "what is demanded is tried, and what is left to the library takes the faster way and says why");

    [Fact]
    public void Cuda_computes_as_exactly_as_the_cpu_unless_asked_otherwise()
    {
        ProviderChoice.CudaSettings(new ClassifierOptions(), captures: false).Should().Equal(
            new Dictionary<string, string> { ["device_id"] = "0", ["use_tf32"] = "0", ["arena_extend_strategy"] = "kSameAsRequested" },
            "TF32 moves scores by a thousandth, and no limit is no setting");
        ProviderChoice.CudaSettings(new ClassifierOptions { DeviceId = 3, AllowTf32 = true, GpuMemoryLimit = 5_000_000_000 }, captures: false).Should().Equal(
            new Dictionary<string, string> { ["device_id"] = "3", ["use_tf32"] = "1", ["arena_extend_strategy"] = "kSameAsRequested", ["gpu_mem_limit"] = "5000000000" },
            "a setting that does not arrive is a GPU that another model needs");
    }

    [Fact]
    public void A_session_that_captures_says_so() =>
        ProviderChoice.CudaSettings(new ClassifierOptions(), captures: true).Should().Contain("enable_cuda_graph", "1", "without the setting nothing is captured and nothing refused");

    [Fact]
    public void Tensor_rt_computes_in_single_precision() =>
        ProviderChoice.TensorRtSettings(new ClassifierOptions { DeviceId = 1, GpuMemoryLimit = 7 }).Should().Equal(
            new Dictionary<string, string> { ["device_id"] = "1", ["trt_fp16_enable"] = "0", ["trt_int8_enable"] = "0", ["trt_max_workspace_size"] = "7" },
            "half precision would move every score");

    [Fact]
    public void A_limit_of_no_memory_is_refused()
    {
        var act = () => new ClassifierOptions { GpuMemoryLimit = 0 }.Validate();

        act.Should().Throw<ArgumentOutOfRangeException>("no model fits in it").WithParameterName("GpuMemoryLimit");
    }
}
