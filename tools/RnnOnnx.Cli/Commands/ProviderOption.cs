using System.CommandLine;
using RnnOnnx.Inference;

namespace RnnOnnx.Cli.Commands;

/// <summary>The option that chooses what computes a model.</summary>
internal static class ProviderOption
{
    /// <summary>Creates the option; its value is null when it is not given.</summary>
    public static Option<string?> Create(string description)
    {
        var option = new Option<string?>("--provider") { Description = description, HelpName = "auto|cpu|cuda|tensorrt" };
        option.AcceptOnlyFromAmong("auto", "cpu", "cuda", "tensorrt");
        return option;
    }

    /// <summary>The provider that a value of the option stands for.</summary>
    public static ExecutionProvider Parse(string? value) => value switch
    {
        "cpu" => ExecutionProvider.Cpu,
        "cuda" => ExecutionProvider.Cuda,
        "tensorrt" => ExecutionProvider.TensorRt,
        _ => ExecutionProvider.Auto,
    };

    /// <summary>A sentence that says what computes a model and why.</summary>
    public static string Describe(ProviderReport report) => $"{report.Selected switch { ExecutionProvider.Cuda => "CUDA", ExecutionProvider.TensorRt => "TensorRT", _ => "CPU" }} ({report.Reason})";
}
