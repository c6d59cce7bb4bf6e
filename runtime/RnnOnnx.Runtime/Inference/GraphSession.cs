using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RnnOnnx.Packages;

namespace RnnOnnx.Inference;

/// <summary>A loaded graph with one input, ids <c>[batch, time]</c> or word vectors <c>[batch, time, dimension]</c>, whose first output is scores <c>[batch, width]</c>.</summary>
/// <remarks>Further outputs are not computed for. Runs may overlap. The native session is let go when this object is disposed and the last run has ended.</remarks>
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
            CheckInput(package, session);
            CheckOutputs(manifest, session);
            return new GraphSession(session, provider, manifest, width);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Computes the scores of a batch of ids.</summary>
    /// <param name="ids">Ids in row order, <c>rows x steps</c>.</param>
    /// <param name="rows">Number of texts.</param>
    /// <param name="steps">Number of ids of each.</param>
    /// <param name="scores">Receives <c>rows x Width</c> numbers in row order.</param>
    public void Run(Memory<long> ids, int rows, int steps, Span<float> scores) => Run(ids, [rows, steps], scores);

    /// <summary>Computes the scores of a batch of word vectors.</summary>
    /// <param name="vectors">Numbers in row order, <c>rows x steps x dimension</c>.</param>
    /// <param name="rows">Number of texts.</param>
    /// <param name="steps">Number of vectors of each.</param>
    /// <param name="dimension">Numbers of each vector.</param>
    /// <param name="scores">Receives <c>rows x Width</c> numbers in row order.</param>
    public void Run(Memory<float> vectors, int rows, int steps, int dimension, Span<float> scores) => Run(vectors, [rows, steps, dimension], scores);

    /// <inheritdoc/>
    public void Dispose() => _lifetime.Dispose();

    private static void CheckInput(ModelPackage package, InferenceSession session)
    {
        var manifest = package.Manifest;
        var listed = manifest.Graph.Inputs;
        if (listed.Count != 1 || session.InputNames.Count != 1)
        {
            throw new PackageException(
                $"{manifest.Id}: a classifier's graph has one input; the manifest lists {listed.Count} and the graph has {session.InputNames.Count}; use a newer RnnOnnx or another model.");
        }

        CheckTensor(manifest.Id, "input", listed[0], session.InputNames[0], session.InputMetadata, package.Vectors is null ? TensorElementType.Int64 : TensorElementType.Float);
        if (package.Vectors is not { Manifest: { } vectors })
        {
            return;
        }

        var shape = session.InputMetadata[listed[0].Name].Dimensions;
        if (shape is not [_, _, var dimension] || (dimension >= 0 && dimension != vectors.Dimension))
        {
            throw new PackageException(
                $"{manifest.Id}: the graph's input '{listed[0].Name}' has the shape [{string.Join(", ", shape)}] (-1 for any size), and the vectors of '{vectors.Id}' make [-1, -1, {vectors.Dimension}]; "
                + "run 'make train-all' or restore the vectors that the model was trained with.");
        }
    }

    private static void CheckOutputs(ModelManifest manifest, InferenceSession session)
    {
        var listed = manifest.Graph.Outputs;
        if (listed.Count != session.OutputNames.Count)
        {
            throw new PackageException($"{manifest.Id}: the manifest lists {listed.Count} outputs and the graph has {session.OutputNames.Count}; {PackageFiles.NextStep}");
        }

        CheckTensor(manifest.Id, "output", listed[0], session.OutputNames[0], session.OutputMetadata, TensorElementType.Float);
    }

    private static void CheckTensor(string model, string role, TensorManifest listed, string name, IReadOnlyDictionary<string, NodeMetadata> metadata, TensorElementType type)
    {
        if (name != listed.Name || metadata[name].ElementDataType != type)
        {
            throw new PackageException(
                $"{model}: manifest says the graph's {role} is '{listed.Name}' ({listed.Type}), the graph has '{name}' ({metadata[name].ElementDataType}) and must have {type}; {PackageFiles.NextStep}");
        }
    }

    private void Run<T>(Memory<T> tensor, long[] shape, Span<float> scores)
        where T : unmanaged
    {
        _lifetime.Enter();
        try
        {
            using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, tensor, shape);
            using var results = _session.Run(_options, _inputs, [input], _outputs);
            var output = results[0].GetTensorDataAsSpan<float>();
            if (output.Length != scores.Length)
            {
                throw new RnnOnnxException(
                    $"{_model}: the graph's output '{_outputs[0]}' has {output.Length} numbers for {shape[0]} texts, and the labels ask for {Width} each; run 'make train-all' to export it again.");
            }

            output.CopyTo(scores);
        }
        catch (OnnxRuntimeException e)
        {
            throw new RnnOnnxException($"{_model}: ONNX Runtime failed on a batch of {shape[0]} texts of {shape[1]} ids: {e.Message.Split('\n')[0].TrimEnd('.')}", e);
        }
        finally
        {
            _lifetime.Exit();
        }
    }
}
