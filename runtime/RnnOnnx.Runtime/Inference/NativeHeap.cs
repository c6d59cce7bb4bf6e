using System.Runtime.InteropServices;

namespace RnnOnnx.Inference;

/// <summary>The heap of native code, from which ONNX Runtime takes its memory.</summary>
/// <remarks>
/// glibc keeps most of what a disposed session frees, in each of its arenas, and hands little of it to the next session: a process that loads models again and again grows several
/// times as large as its models are. Asked to, it gives free pages back to the system, and the next owner gets them anew. Other systems have no such function and need none.
/// </remarks>
internal static unsafe class NativeHeap
{
    private static readonly delegate* unmanaged<nuint, int> TrimFunction = Find();

    /// <summary>Whether this system has something to be told.</summary>
    public static bool IsTrimmed => TrimFunction is not null;

    /// <summary>Gives free pages back to the system.</summary>
    public static void Trim()
    {
        if (TrimFunction is not null)
        {
            _ = TrimFunction(0);
        }
    }

    private static delegate* unmanaged<nuint, int> Find() =>
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "malloc_trim", out var function)
            ? (delegate* unmanaged<nuint, int>)function
            : null;
}
