using FluentAssertions;
using RnnOnnx.Inference;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Inference;

public sealed class CudaMemoryTests
{
    [Fact]
    public void A_driver_that_is_not_there_is_one_clear_error()
    {
        var act = () => new CudaMemory(0, "no-such-driver.so");

        act.Should().Throw<CudaException>("the loader's own error says nothing of GPUs").WithMessage("the CUDA driver's library no-such-driver.so cannot be loaded; install the NVIDIA driver.");
    }

    [Fact]
    public void A_library_that_is_no_driver_is_one_clear_error()
    {
        var library = OperatingSystem.IsWindows() ? "kernel32.dll" : OperatingSystem.IsMacOS() ? "libSystem.dylib" : "libc.so.6";
        var act = () => new CudaMemory(0, library);

        act.Should().Throw<CudaException>("a call into nowhere would end the process").WithMessage($"the CUDA driver's library {library} has no cu*; install a newer NVIDIA driver.");
    }

    [Fact]
    public void A_gpu_that_no_machine_has_is_one_clear_error()
    {
        var act = () => new CudaMemory(99_999);

        act.Should().Throw<CudaException>("with a driver or without one, the number is named or the library").WithMessage("*CUDA driver*");
    }
}
