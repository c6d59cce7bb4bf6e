using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;
using RnnOnnx.Inference;

namespace RnnOnnx.Runtime.Tests.Fixtures;

/// <summary>The processor in a GPU's place: its memory is the device's, and a session for one shape stands for a captured graph. What a GPU may refuse can be refused.</summary>
internal sealed class ProcessorAsGpu : IGpu
{
    public IReadOnlyCollection<string> Providers { get; init; } = ["CUDAExecutionProvider", "CPUExecutionProvider"];

    /// <summary>No session for one shape is given.</summary>
    public bool RefusesCapture { get; init; }

    /// <summary>The memory cannot be reached.</summary>
    public bool HasNoDriver { get; init; }

    /// <summary>Sessions for all shapes fail in every run.</summary>
    public bool FailsRuns { get; init; }

    /// <summary>What is written to a captured graph's input a second time does not arrive, as if the graph read an address of its own.</summary>
    public bool ReplaysStaleInput { get; init; }

    /// <summary>What is written to a session for all shapes does not arrive after the first time.</summary>
    public bool BindsStaleInput { get; init; }

    /// <summary>The shapes that sessions were asked for; "any" for all shapes.</summary>
    public ConcurrentQueue<string> Opened { get; } = new();

    /// <summary>The memories that were opened.</summary>
    public ConcurrentQueue<ProcessorMemory> Memories { get; } = new();

    public InferenceSession Open(byte[] graph, ClassifierOptions options, IReadOnlyDictionary<string, int>? captured)
    {
        Opened.Enqueue(captured is null ? "any" : string.Join(" ", captured.Select(static size => $"{size.Key}={size.Value}")));
        if (captured is not null && RefusesCapture)
        {
            throw new ProviderUnavailableException("the graph has nodes on the CPU");
        }

        using var session = SessionFactory.NewOptions();
        session.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        foreach (var (name, size) in captured ?? (FailsRuns ? new Dictionary<string, int> { ["batch"] = 3, ["time"] = 3 } : []))
        {
            session.AddFreeDimensionOverrideByName(name, size);
        }

        return new InferenceSession(graph, session);
    }

    public IDeviceMemory Memory(int device)
    {
        if (HasNoDriver)
        {
            throw new CudaException("there is no driver.");
        }

        var memory = new ProcessorMemory(this);
        Memories.Enqueue(memory);
        return memory;
    }

    internal sealed class ProcessorMemory(ProcessorAsGpu gpu) : IDeviceMemory
    {
        private readonly HashSet<nint> _written = [];
        private nint _first;

        public OrtMemoryInfo Info => OrtMemoryInfo.DefaultInstance;

        /// <summary>The threads that copied.</summary>
        public ConcurrentDictionary<string, int> Threads { get; } = new();

        /// <summary>What the thread had allocated at the last copy to the device.</summary>
        public long Allocated { get; private set; }

        public bool Disposed { get; private set; }

        public void Write(nint target, ReadOnlySpan<byte> source)
        {
            Allocated = GC.GetAllocatedBytesForCurrentThread();
            Threads[Thread.CurrentThread.Name ?? ""] = Environment.CurrentManagedThreadId;
            _first = _first == 0 ? target : _first;
            if (_written.Add(target) || !(target == _first ? gpu.BindsStaleInput : gpu.ReplaysStaleInput))
            {
                Unsafe.CopyBlock(ref Byte(target), in source[0], (uint)source.Length);
            }
        }

        public void Read(nint source, Span<byte> target) => Unsafe.CopyBlock(ref target[0], in Byte(source), (uint)target.Length);

        public void Dispose() => Disposed = true;

        private static ref byte Byte(nint address) => ref Unsafe.AddByteOffset(ref Unsafe.NullRef<byte>(), address);
    }
}
