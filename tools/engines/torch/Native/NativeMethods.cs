using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>The exports of librnntorch.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "librnntorch";

    [LibraryImport(Library)]
    public static partial byte* rt_error();

    [LibraryImport(Library)]
    public static partial byte* rt_version();

    [LibraryImport(Library)]
    public static partial void rt_free(nint memory);

    [LibraryImport(Library)]
    public static partial long rt_live_tensors();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int rt_operator(string name, string overload, out nint result);

    [LibraryImport(Library)]
    public static partial int rt_call(nint op, NativeValue* arguments, int argumentCount, NativeValue* results, int* resultCount);

    [LibraryImport(Library)]
    public static partial int rt_from_memory(void* data, long bytes, long* shape, int dimensions, int dtype, out nint result);

    [LibraryImport(Library)]
    public static partial void rt_release(nint tensor);

    [LibraryImport(Library)]
    public static partial int rt_share(nint tensor, out nint result);

    [LibraryImport(Library)]
    public static partial int rt_data(nint tensor, out nint result);

    [LibraryImport(Library)]
    public static partial int rt_info(nint tensor, NativeInfo* info, long* sizes, long* strides, int room);

    [LibraryImport(Library)]
    public static partial int rt_requires_grad(nint tensor, int on);

    [LibraryImport(Library)]
    public static partial int rt_retain_grad(nint tensor);

    [LibraryImport(Library)]
    public static partial int rt_backward(nint tensor, nint gradient, int retainGraph, int createGraph);

    [LibraryImport(Library)]
    public static partial int rt_grad(nint tensor, out nint result);

    [LibraryImport(Library)]
    public static partial int rt_set_grad(nint tensor, nint gradient);

    [LibraryImport(Library)]
    public static partial int rt_grad_mode(int on);

    [LibraryImport(Library)]
    public static partial nint rt_enter_inference_mode(int on);

    [LibraryImport(Library)]
    public static partial void rt_leave_inference_mode(nint guard);

    [LibraryImport(Library)]
    public static partial int rt_is_inference_mode();

    [LibraryImport(Library)]
    public static partial int rt_manual_seed(long seed);

    [LibraryImport(Library)]
    public static partial int rt_new_generator(ulong seed, out nint result);

    [LibraryImport(Library)]
    public static partial int rt_default_generator(out nint result);

    [LibraryImport(Library)]
    public static partial void rt_free_generator(nint generator);

    [LibraryImport(Library)]
    public static partial int rt_generator_set_seed(nint generator, long seed);

    [LibraryImport(Library)]
    public static partial int rt_generator_seed(nint generator, out long result);

    [LibraryImport(Library)]
    public static partial int rt_generator_state(nint generator, out nint result);

    [LibraryImport(Library)]
    public static partial int rt_generator_set_state(nint generator, nint state);

    [LibraryImport(Library)]
    public static partial int rt_threads(int count);

    [LibraryImport(Library)]
    public static partial int rt_has_cuda();

    [LibraryImport(Library)]
    public static partial int rt_cudnn_tf32(int on);

    /// <summary>Turns a native failure into the exception that TorchSharp throws for it.</summary>
    public static void Check(int code)
    {
        if (code != 0)
        {
            throw new ExternalException(Marshal.PtrToStringUTF8((nint)rt_error()));
        }
    }
}
