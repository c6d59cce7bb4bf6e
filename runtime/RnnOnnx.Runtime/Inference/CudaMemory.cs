using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace RnnOnnx.Inference;

/// <summary>The memory of an NVIDIA GPU, reached through the driver's own library: it comes with every driver, and its functions are the same under all versions of CUDA.</summary>
/// <remarks>The context is the device's primary one, in which ONNX Runtime works too.</remarks>
internal sealed unsafe class CudaMemory : IDeviceMemory
{
    private readonly int _number;
    private readonly int _device;
    private readonly nint _context;
    private readonly delegate* unmanaged<int, int> _release;
    private readonly delegate* unmanaged<nint, int> _enter;
    private readonly delegate* unmanaged<nint, void*, nuint, int> _write;
    private readonly delegate* unmanaged<void*, nint, nuint, int> _read;
    private readonly delegate* unmanaged<nint, int> _synchronize;
    private readonly delegate* unmanaged<int, byte**, int> _describe;

    /// <summary>Opens a GPU.</summary>
    /// <param name="device">Its number.</param>
    /// <param name="library">The driver's library; null for the one of this system.</param>
    /// <exception cref="CudaException">There is no driver, or no such device.</exception>
    public CudaMemory(int device, string? library = null)
    {
        library ??= OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";
        if (!NativeLibrary.TryLoad(library, out var driver))
        {
            throw new CudaException($"the CUDA driver's library {library} cannot be loaded; install the NVIDIA driver.");
        }

        _describe = (delegate* unmanaged<int, byte**, int>)Function(driver, library, "cuGetErrorString");
        _release = (delegate* unmanaged<int, int>)Function(driver, library, "cuDevicePrimaryCtxRelease_v2");
        _enter = (delegate* unmanaged<nint, int>)Function(driver, library, "cuCtxSetCurrent");
        _write = (delegate* unmanaged<nint, void*, nuint, int>)Function(driver, library, "cuMemcpyHtoD_v2");
        _read = (delegate* unmanaged<void*, nint, nuint, int>)Function(driver, library, "cuMemcpyDtoH_v2");
        _synchronize = (delegate* unmanaged<nint, int>)Function(driver, library, "cuStreamSynchronize");
        var initialize = (delegate* unmanaged<uint, int>)Function(driver, library, "cuInit");
        var find = (delegate* unmanaged<int*, int, int>)Function(driver, library, "cuDeviceGet");
        var retain = (delegate* unmanaged<nint*, int, int>)Function(driver, library, "cuDevicePrimaryCtxRetain");

        _number = device;
        var found = 0;
        nint context = 0;
        Check(initialize(0), "start");
        Check(find(&found, device), "find the GPU");
        Check(retain(&context, found), "open the GPU");
        (_device, _context) = (found, context);
        Info = new OrtMemoryInfo(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.DeviceAllocator, device, OrtMemType.Default);
    }

    /// <inheritdoc/>
    public OrtMemoryInfo Info { get; }

    /// <inheritdoc/>
    public void Write(nint target, ReadOnlySpan<byte> source)
    {
        Check(_enter(_context), "take the GPU");
        fixed (byte* bytes = source)
        {
            Check(_write(target, bytes, (nuint)source.Length), "copy to the GPU");
        }

        // The call may return when the bytes have left the caller's buffer and are still on their way, and the stream of ONNX Runtime does not wait for the default stream that carries them.
        Check(_synchronize(0), "finish copying to the GPU");
    }

    /// <inheritdoc/>
    public void Read(nint source, Span<byte> target)
    {
        // A run of ONNX Runtime ends when its stream has, and this call when the bytes have arrived.
        Check(_enter(_context), "take the GPU");
        fixed (byte* bytes = target)
        {
            Check(_read(bytes, source, (nuint)target.Length), "copy from the GPU");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Info.Dispose();

        // At the end of a process the driver may have gone first, and nothing can be done about that.
        _ = _release(_device);
    }

    private static nint Function(nint driver, string library, string name) => NativeLibrary.TryGetExport(driver, name, out var function)
        ? function
        : throw new CudaException($"the CUDA driver's library {library} has no {name}; install a newer NVIDIA driver.");

    private void Check(int result, string task)
    {
        if (result == 0)
        {
            return;
        }

        byte* text = null;
        _ = _describe(result, &text);
        throw new CudaException($"GPU {_number}: the CUDA driver could not {task}: {Marshal.PtrToStringUTF8((nint)text) ?? "unknown error"} (error {result}).");
    }
}
