using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RnnOnnx.Packages;

namespace RnnOnnx.Inference;

/// <summary>A loaded graph with one input of ids <c>[batch, time]</c> and one output of scores <c>[batch, width]</c>.</summary>
/// <remarks>Runs may overlap. The native session is let go when this object is disposed and the last run has ended.</remarks>
internal sealed class GraphSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string _model;
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly SessionLifetime _lifetime;

    private GraphSession(InferenceSession session, ProviderReport provider, ModelManifest manifest, int width)
    {
        _session = session;
        _lifetime = new SessionLifetime(typeof(TextClassifier), session, _options);
        _model = manifest.Id;
        _inputs = [manifest.Graph.Inputs[0].Name];
        _outputs = [manifest.Graph.Outputs[0].Name];
        Provider = provider;
        Width = width;
    }

    /// <summary>What computes the graph.</summary>
    public ProviderReport Provider { get; }

    /// <summary>Numbers per text in the output.</summary>
    public int Width { get; }

    /// <summary>Parses a package's graph and checks that its input and output are those of the manifest.</summary>
    public static GraphSession Load(ModelPackage package, ClassifierOptions options)
    {
        var manifest = package.Manifest;
        var width = manifest.Task == ModelTask.Binary ? 1 : package.Labels.Count;
        var (session, provider) = SessionFactory.Create(package.GraphBytes, manifest.Id, options.Provider, options.DeviceId);
        try
        {
            CheckTensors(manifest.Id, "input", manifest.Graph.Inputs, session.InputMetadata, TensorElementType.Int64);
            CheckTensors(manifest.Id, "output", manifest.Graph.Outputs, session.OutputMetadata, TensorElementType.Float);
            return new GraphSession(session, provider, manifest, width);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Computes the scores of a batch.</summary>
    /// <param name="ids">Ids in row order, <c>rows x steps</c>.</param>
    /// <param name="rows">Number of texts.</param>
    /// <param name="steps">Number of ids of each.</param>
    /// <param name="scores">Receives <c>rows x Width</c> numbers in row order.</param>
    public void Run(Memory<long> ids, int rows, int steps, Span<float> scores)
    {
        _lifetime.Enter();
        try
        {
            using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, ids, [rows, steps]);
            using var results = _session.Run(_options, _inputs, [input], _outputs);
            var output = results[0].GetTensorDataAsSpan<float>();
            if (output.Length != rows * Width)
            {
                throw new RnnOnnxException(
                    $"{_model}: the graph's output '{_outputs[0]}' has {output.Length} numbers for {rows} texts, and the labels ask for {Width} each; run 'make train-all' to export it again.");
            }

            output.CopyTo(scores);
        }
        catch (OnnxRuntimeException e)
        {
            throw new RnnOnnxException($"{_model}: ONNX Runtime failed on a batch of {rows} texts of {steps} ids: {e.Message.Split('\n')[0].TrimEnd('.')}", e);
        }
        finally
        {
            _lifetime.Exit();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lifetime.Dispose();

    private static void CheckTensors(string model, string role, IReadOnlyList<TensorManifest> listed, IReadOnlyDictionary<string, NodeMetadata> actual, TensorElementType type)
    {
        if (listed.Count != 1 || actual.Count != 1)
        {
            throw new PackageException($"{model}: a classifier's graph has one {role}; the manifest lists {listed.Count} and the graph has {actual.Count}; use a newer RnnOnnx or another model.");
        }

        var (name, metadata) = actual.First();
        if (name != listed[0].Name || metadata.ElementDataType != type)
        {
            throw new PackageException(
                $"{model}: manifest says the graph's {role} is '{listed[0].Name}' ({listed[0].Type}), the graph has '{name}' ({metadata.ElementDataType}) and must have {type}; {PackageFiles.NextStep}");
        }
    }
}
