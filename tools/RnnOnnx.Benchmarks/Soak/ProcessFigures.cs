using System.Diagnostics;

namespace RnnOnnx.Benchmarks.Soak;

/// <summary>What the process holds.</summary>
/// <param name="Managed">Megabytes of managed objects, those included that have not been collected yet.</param>
/// <param name="Resident">Megabytes of memory.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Files">Open files.</param>
internal readonly record struct ProcessFigures(double Managed, double Resident, int Threads, int Files)
{
    private const string OpenFiles = "/proc/self/fd";

    /// <summary>What it holds now.</summary>
    public static ProcessFigures Now()
    {
        using var process = Process.GetCurrentProcess();
        var files = Directory.Exists(OpenFiles) ? Directory.EnumerateFileSystemEntries(OpenFiles).Count() : process.HandleCount;
        return new ProcessFigures(GC.GetTotalMemory(forceFullCollection: false) / 1e6, process.WorkingSet64 / 1e6, process.Threads.Count, files);
    }
}
