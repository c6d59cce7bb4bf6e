using System.Runtime.InteropServices;

namespace RnnOnnx.Trainer.Evaluation;

/// <summary>On what a measurement was made.</summary>
internal static class Machine
{
    private const string CpuInfo = "/proc/cpuinfo";

    /// <summary>The processor's name without commas, or its architecture where the system does not tell.</summary>
    public static string Processor { get; } =
        (File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim().Replace(",", "", StringComparison.Ordinal) : null)
        ?? RuntimeInformation.ProcessArchitecture.ToString();
}
