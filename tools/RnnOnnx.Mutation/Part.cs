using System.Text.RegularExpressions;

namespace RnnOnnx.Mutation;

/// <summary>What is mutated, and the tests that should notice.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Library">Name of the project and its assembly.</param>
/// <param name="Folder">The project's folder.</param>
/// <param name="Files">The mutated files, as a pattern of paths in that folder.</param>
/// <param name="Tests">Name of the test project.</param>
/// <param name="Classes">The full names of the test classes, as a pattern.</param>
internal sealed record Part(string Name, string Library, string Folder, Regex Files, string Tests, Regex Classes)
{
    /// <summary>All parts.</summary>
    public static IReadOnlyList<Part> All { get; } =
    [
        new(
            "text",
            "RnnOnnx.Runtime",
            "runtime/RnnOnnx.Runtime",
            new("^Text/"),
            "RnnOnnx.Runtime.Tests",
            // The corpus tests need a corpus.
            new(@"\.Tests\.Text\.(?!ImdbCorpus)")),
        new(
            "batcher",
            "RnnOnnx.Runtime",
            "runtime/RnnOnnx.Runtime",
            new("^(Batching/|Inference/(LengthBuckets|BatchShapes)\\.cs)"),
            "RnnOnnx.Runtime.Tests",
            // Without the stress tests: they take long, and what they find is found sooner or later.
            new(@"\.(BatchingClassifierTests|RequestQueueTests|TelemetryTests|LengthBucketsTests|CudaGraphsTests|TextClassifierTests|GpuPathTests|HostingTests)$")),
        new(
            "graph",
            "RnnOnnx.Trainer",
            "trainer/RnnOnnx.Trainer",
            new("^Export/(Attributes|Dimension|GraphBuilder|NetworkGraph|Tensors)\\.cs"),
            "RnnOnnx.Trainer.Tests",
            new(@"\.(GraphBuilderTests|NetworkGraphTests|TensorsTests|OnnxProtoTests|AdaptiveGraphTests)$")),
    ];

    /// <summary>The test project's assembly, as the build leaves it.</summary>
    public string TestAssembly(string root)
    {
        var output = Path.Combine(root, "tests", Tests, "bin", "Release");
        return Directory.Exists(output) && Directory.EnumerateFiles(output, Tests + ".dll", SearchOption.AllDirectories).FirstOrDefault(path => !path.Contains("ref", StringComparison.Ordinal)) is { } found
            ? found
            : throw new MutationException($"{Tests}.dll is not under {output}; run 'make build' first");
    }
}
