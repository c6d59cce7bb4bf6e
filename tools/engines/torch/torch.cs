using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

/// <summary>The entry points of PyTorch's "torch" module.</summary>
public static unsafe partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device META = new(DeviceType.META);
    public static readonly ScalarType @bool = ScalarType.Bool;
    public static readonly ScalarType uint8 = ScalarType.Byte;
    public static readonly ScalarType int8 = ScalarType.Int8;
    public static readonly ScalarType int16 = ScalarType.Int16;
    public static readonly ScalarType int32 = ScalarType.Int32;
    public static readonly ScalarType int64 = ScalarType.Int64;
    public static readonly ScalarType float16 = ScalarType.Float16;
    public static readonly ScalarType float32 = ScalarType.Float32;
    public static readonly ScalarType float64 = ScalarType.Float64;
    public static readonly ScalarType @int = ScalarType.Int32;
    public static readonly ScalarType @long = ScalarType.Int64;
    public static readonly ScalarType @float = ScalarType.Float32;
    public static readonly ScalarType @double = ScalarType.Float64;

    /// <summary>The types of a tensor's elements; the numbers are libtorch's.</summary>
    public enum ScalarType : sbyte
    {
        Byte = 0,
        Int8 = 1,
        Int16 = 2,
        Int32 = 3,
        Int64 = 4,
        Float16 = 5,
        Float32 = 6,
        Float64 = 7,
        ComplexFloat32 = 9,
        ComplexFloat64 = 10,
        Bool = 11,
        BFloat16 = 15,
    }

    public static Device CUDA => new(DeviceType.CUDA);

    /// <summary>The version of libtorch.</summary>
    public static string __version__ => Marshal.PtrToStringUTF8((nint)NativeMethods.rt_version())!;

    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.ThreadSingleton.CurrentDisposeScope;

    public static Device device(string description) => new(description);

    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    public static Device device(int index) => new(index);

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (deviceType == DeviceType.CUDA && !cuda.is_available())
        {
            throw new InvalidOperationException(
                $"libtorch {__version__} of this system was built without CUDA; use the CPU, or the genuine TorchSharp-cuda-linux package.");
        }
    }

    public static void set_num_threads(int num) => _ = NativeMethods.rt_threads(num);

    public static int get_num_threads() => NativeMethods.rt_threads(0);

    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    public static Tensor get_rng_state() => random.get_rng_state();

    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.ThreadSingleton.Enter();

    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => NativeMethods.rt_grad_mode(-1) != 0;

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => NativeMethods.rt_is_inference_mode() != 0;

    /// <summary>The CUDA devices; none with a libtorch that knows none.</summary>
    public static class cuda
    {
        public static bool is_available() => NativeMethods.rt_has_cuda() != 0;

        public static bool is_cudnn_available() => false;

        public static int device_count() => is_available() ? 1 : 0;

        public static void manual_seed(long seed) => random.manual_seed(seed);

        public static void manual_seed_all(long seed) => random.manual_seed(seed);
    }

    /// <summary>How the libraries behind torch compute.</summary>
    public static class backends
    {
        /// <summary>cuDNN, which computes convolutions and recurrent layers on CUDA devices.</summary>
        public static class cudnn
        {
            public static bool allow_tf32
            {
                get => NativeMethods.rt_cudnn_tf32(-1) != 0;
                set => _ = NativeMethods.rt_cudnn_tf32(value ? 1 : 0);
            }
        }
    }

    /// <summary>The default generator of random numbers.</summary>
    public static class random
    {
        public static Generator manual_seed(long seed)
        {
            NativeMethods.Check(NativeMethods.rt_manual_seed(seed));
            return Generator.Default;
        }

        public static long initial_seed() => Generator.Default.initial_seed();

        public static Tensor get_rng_state() => Generator.Default.get_state();

        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }

    /// <summary>Empty here; it stands so that "utils" beside nn.utils is as ambiguous as with the genuine package.</summary>
    public static class utils
    {
    }

    /// <summary>Gradients of whole graphs.</summary>
    public static class autograd
    {
        public static void backward(
            Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            if (inputs is not null)
            {
                throw new NotSupportedException("The local TorchSharp stand-in computes the gradients of all leaves; leave 'inputs' out.");
            }

            tensor.Backward(grad_tensor, retain_graph ?? create_graph, create_graph);
        }
    }

    private sealed class GradMode : IDisposable
    {
        private readonly int before;

        public GradMode(bool on) => before = NativeMethods.rt_grad_mode(on ? 1 : 0);

        public void Dispose() => _ = NativeMethods.rt_grad_mode(before);
    }

    private sealed class InferenceMode : IDisposable
    {
        private nint guard;

        public InferenceMode(bool on) => guard = NativeMethods.rt_enter_inference_mode(on ? 1 : 0);

        public void Dispose()
        {
            if (guard != 0)
            {
                NativeMethods.rt_leave_inference_mode(guard);
                guard = 0;
            }
        }
    }
}
