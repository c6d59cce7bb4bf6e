using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using RnnOnnx.Generation;
using RnnOnnx.Graphs;
using RnnOnnx.Inference;
using RnnOnnx.Packages;

namespace RnnOnnx.Verification;

/// <summary>Checks one package.</summary>
internal sealed class PackageVerifier
{
    private static readonly ClassifierOptions OnProcessor = new() { Provider = ExecutionProvider.Cpu };

    private readonly List<PackageCheck> _checks = [];
    private readonly string _name;

    private PackageVerifier(string name) => _name = name;

    /// <summary>Checks the package of a folder.</summary>
    /// <param name="folder">Its full path.</param>
    public static VerifiedPackage Verify(string folder)
    {
        var verifier = new PackageVerifier(Path.GetFileName(folder));
        if (Path.Exists(Path.Combine(folder, ModelManifest.FileName)))
        {
            verifier.CheckModel(folder);
        }
        else
        {
            verifier.Check("files", () => CheckVectors(folder));
        }

        return new VerifiedPackage(verifier._name, verifier._checks);
    }

    private static string CheckVectors(string folder)
    {
        var manifest = VectorsPackage.Open(folder).Manifest;
        return manifest.Id == Path.GetFileName(folder)
            ? $"{manifest.Count:N0} vectors of {manifest.Dimension} numbers"
            : throw new PackageException($"the vectors are '{manifest.Id}' and lie in '{Path.GetFileName(folder)}'; rename the folder");
    }

    private void CheckModel(string folder)
    {
        var isWhole = Check("files", () =>
        {
            var manifest = PackageFiles.ReadManifest(folder, Path.GetFileName(folder));
            ModelZoo.CheckPlace(manifest, Path.GetFileName(folder));
            var bytes = manifest.Files.Sum(file => PackageFiles.ReadVerified(folder, file, manifest.Id).LongLength);
            return $"{manifest.Files.Count}, {bytes:N0} bytes";
        });
        if (!isWhole || (NamesVectors(folder) && !Check("vectors", () => VectorsPackage.OpenFor(PackageFiles.ReadManifest(folder, ""), Path.GetDirectoryName(folder)!).Manifest.Id)))
        {
            return;
        }

        // Whatever else would be told of a graph that is refused, follows from that.
        ModelPackage? package = null;
        if (!Check("graph", () => $"{GraphGate.Check(package = ModelPackage.Open(folder), ClassifierOptions.DefaultBatchSize(ExecutionProvider.Cpu)).Nodes.Count} nodes"))
        {
            return;
        }

        Check("goldens", () => package!.Manifest.Task == ModelTask.Generation ? CompareGenerator(package) : CompareClassifier(package));
        Check("test-data", () => CompareTestData(package!));
        if (package!.Manifest.Storage is { } storage)
        {
            Check("storage", () => CompareStorage(package, storage));
        }
    }

    private static bool NamesVectors(string folder) => PackageFiles.ReadManifest(folder, "").Vectors is not null;

    private bool Check(string name, Func<string> check)
    {
        try
        {
            _checks.Add(new(name, true, check()));
            return true;
        }
        catch (Exception e) when (e is RnnOnnxException or OnnxRuntimeException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            // Messages begin with the package's name, which stands beside them here.
            _checks.Add(new(name, false, e.Message.StartsWith($"{_name}: ", StringComparison.Ordinal) ? e.Message[(_name.Length + 2)..] : e.Message));
            return false;
        }
    }

    private static IReadOnlyList<Golden> Goldens(ModelPackage package)
    {
        var goldens = package.ReadGoldens();
        return goldens.Count > 0 && goldens.All(static golden => golden is not null) ? goldens : throw new PackageException($"{package.Manifest.Goldens} has no golden, or one that is null");
    }

    private static string CompareClassifier(ModelPackage package)
    {
        using var classifier = TextClassifier.Load(package, OnProcessor);
        var (goldens, isBinary) = (Goldens(package), package.Manifest.Task == ModelTask.Binary);
        IReadOnlyList<float> Scores(Prediction prediction) => isBinary ? [prediction.Scores[^1]] : prediction.Scores;
        var together = classifier.Predict([.. goldens.Select(static golden => golden.Text)]);
        return Compare(package.Manifest, goldens, text => classifier.Pipeline.Encode(text).Ids, i => [Scores(classifier.Predict(goldens[i].Text)), Scores(together[i])]);
    }

    private static string CompareGenerator(ModelPackage package)
    {
        using var generator = TextGenerator.Load(package, ExecutionProvider.Cpu);
        using var session = GeneratorSession.Load(package, ExecutionProvider.Cpu, null);
        var goldens = Goldens(package);
        return Compare(package.Manifest, goldens, text => generator.Pipeline.Encode(text).Ids, i =>
        {
            using var state = session.NewState();
            session.Run(state, goldens[i].Ids.Select(static id => (long)id).ToArray());
            return [state.Logits];
        });
    }

    private static string Compare(ModelManifest manifest, IReadOnlyList<Golden> goldens, Func<string, IReadOnlyList<int>> encode, Func<int, IReadOnlyList<float>[]> score)
    {
        var largest = 0d;
        for (var i = 0; i < goldens.Count; i++)
        {
            if (!encode(goldens[i].Text).SequenceEqual(goldens[i].Ids))
            {
                throw new PackageException($"golden {i} has other ids than its text gives");
            }

            largest = Math.Max(largest, score(i).Max(scores => Difference(goldens[i].Scores, scores)));
        }

        return largest <= manifest.Tolerance
            ? $"{goldens.Count}, scores {Shown(largest)} off at most"
            : throw new PackageException($"a score is {Shown(largest)} off its golden, and {Shown(manifest.Tolerance)} is allowed");
    }

    private static string CompareTestData(ModelPackage package)
    {
        var manifest = package.Manifest;
        var inputs = Tensors(package, "input");
        var outputs = Tensors(package, "output");
        if (inputs.Count != manifest.Graph.Inputs.Count || outputs.Count != manifest.Graph.Outputs.Count)
        {
            throw new PackageException($"test_data_set_0 has {inputs.Count} inputs and {outputs.Count} outputs, and the graph takes {manifest.Graph.Inputs.Count} and gives {manifest.Graph.Outputs.Count}");
        }

        var (session, _, _) = SessionFactory.Create(package, OnProcessor, new Gpu());
        using var loaded = session;
        using var options = new RunOptions();
        OrtValue[] values = [.. inputs.Select(Value)];
        try
        {
            using var results = session.Run(options, [.. inputs.Select(static input => input.Name)], values, [.. outputs.Select(static output => output.Name)]);
            var largest = outputs.Zip(results, static (output, result) => Difference(Floats(output), result.GetTensorDataAsSpan<float>().ToArray())).Max();
            return largest <= manifest.Tolerance
                ? $"{inputs.Count} inputs and {outputs.Count} outputs, {Shown(largest)} off at most"
                : throw new PackageException($"an output is {Shown(largest)} off test_data_set_0, and {Shown(manifest.Tolerance)} is allowed");
        }
        finally
        {
            Array.ForEach(values, static value => value.Dispose());
        }
    }

    private static List<OnnxConstant> Tensors(ModelPackage package, string kind)
    {
        var tensors = new List<OnnxConstant>();
        while (package.ReadFile($"test_data_set_0/{kind}_{tensors.Count}.pb") is { } file)
        {
            tensors.Add(GraphReader.ReadTensor(file, new GraphRefusal(package.Manifest.Id, $"test_data_set_0/{kind}_{tensors.Count}.pb")));
        }

        return tensors;
    }

    private static OrtValue Value(OnnxConstant tensor) => tensor.Type == OnnxType.Int64
        ? OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<byte, long>(tensor.Data.Span).ToArray(), [.. tensor.Shape])
        : OrtValue.CreateTensorValueFromMemory(Floats(tensor), [.. tensor.Shape]);

    private static float[] Floats(OnnxConstant tensor) => tensor.Type == OnnxType.Float32
        ? MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray()
        : throw new PackageException($"'{tensor.Name}' of test_data_set_0 has elements of type {tensor.Type.Name()}, and float32 is expected");

    private static string CompareStorage(ModelPackage package, StorageManifest storage)
    {
        var elements = GraphReader.Read(package.GraphBytes, new GraphRefusal(package.Manifest.Id, package.Manifest.Graph.File)).Constants
            .GroupBy(static constant => constant.Type.Name()).ToDictionary(static type => type.Key, static type => type.Sum(static constant => (long)constant.Data.Length));
        if (elements.Count != storage.Elements.Count || elements.Any(type => storage.Elements.GetValueOrDefault(type.Key) != type.Value))
        {
            throw new PackageException($"the constants take {Shown(elements)} bytes, and the manifest says {Shown(storage.Elements)}");
        }

        // Goldens are what the trainer's network gives, and the check before this one has found that the graph gives the same.
        var (stored, trained) = (Goldens(package), package.ReadFloat32Goldens()!);
        if (trained.Count != stored.Count || trained.Index().Any(golden => golden.Item is null || golden.Item.Text != stored[golden.Index].Text || !golden.Item.Ids.SequenceEqual(stored[golden.Index].Ids)))
        {
            throw new PackageException($"{storage.Float32Goldens} has other texts or ids than {package.Manifest.Goldens}");
        }

        var largest = stored.Zip(trained, static (one, other) => Difference(one.Scores, other.Scores)).Max();
        if (!(Math.Abs(largest - storage.LargestDifference) <= package.Manifest.Tolerance))
        {
            throw new PackageException($"scores of stored and trained weights differ by {Shown(largest)}, and the manifest says {Shown(storage.LargestDifference)}");
        }

        var loss = Math.Max(storage.Validation.Loss(), storage.Test.Loss());
        var said = string.Create(CultureInfo.InvariantCulture, $"test accuracy {storage.Test.AsStored:F4} (as trained {storage.Test.AsTrained:F4})");
        return loss <= StorageManifest.MostLoss
            ? $"{storage.Weights}, {storage.Bytes:N0} of {storage.Float32Bytes:N0} bytes, {said}"
            : throw new PackageException(string.Create(CultureInfo.InvariantCulture, $"the stored weights lose {loss:F4} of accuracy, and {StorageManifest.MostLoss} is allowed; {said}"));
    }

    private static double Difference(IReadOnlyList<float> expected, IReadOnlyList<float> actual)
    {
        if (expected.Count != actual.Count)
        {
            throw new PackageException($"there are {actual.Count} scores, and {expected.Count} are expected");
        }

        var largest = 0d;
        for (var i = 0; i < expected.Count; i++)
        {
            var difference = Math.Abs((double)expected[i] - actual[i]);
            largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
        }

        return largest;
    }

    private static string Shown(double difference) => difference.ToString("0.0e+0", CultureInfo.InvariantCulture);

    private static string Shown(IReadOnlyDictionary<string, long> elements) =>
        string.Join(", ", elements.OrderBy(static type => type.Key, StringComparer.Ordinal).Select(static type => $"{type.Key} {type.Value:N0}"));
}
