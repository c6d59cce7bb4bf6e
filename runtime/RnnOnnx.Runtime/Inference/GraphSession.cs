using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RnnOnnx.Packages;

namespace RnnOnnx.Inference;

/// <summary>A loaded graph with one input, ids <c>[batch, time]</c> or word vectors <c>[batch, time, dimension]</c>, whose first output is scores <c>[batch, width]</c>.</summary>
/// <remarks>Further outputs are not computed for. Runs may overlap. The native session is let go when this object is disposed and the last run has ended.</remarks>
internal sealed class GraphSession : IDisposable
{
    private readonly RunOptions _options = new();
    private readonly string _model;
    private readonly string _output;
    private readonly RunnerPool _runners;
    private readonly SessionLifetime _lifetime;

    private GraphSession(InferenceSession session, DeviceSession? device, ProviderReport provider, string model, BatchFormat format, BatchShapes shapes)
    {
        (_model, _output) = (model, format.Output);
        (Provider, Width, Shapes) = (provider, format.Width, shapes);
        _runners = new RunnerPool(() => device is null ? new HostRunner(format, session, _options, shapes.OnGpu) : new DeviceRunner(format, device));
        _lifetime = device is null
            ? new SessionLifetime(typeof(TextClassifier), _runners, session, _options)
            : new SessionLifetime(typeof(TextClassifier), _runners, device, session, _options);
    }

    /// <summary>What computes the graph.</summary>
    public ProviderReport Provider { get; private set; }

    /// <summary>Numbers per text in the output.</summary>
    public int Width { get; }

    /// <summary>The batches that the graph is run with.</summary>
    public BatchShapes Shapes { get; }

    /// <summary>Parses a package's graph and checks that its input and output are those of the manifest. On a GPU the shapes that come again are warmed up.</summary>
    public static GraphSession Load(ModelPackage package, ClassifierOptions options, IGpu gpu)
    {
        var manifest = package.Manifest;
        var width = manifest.Task == ModelTask.Binary ? 1 : package.Labels.Count;
        var (session, provider, graph) = SessionFactory.Create(package, options, gpu);
        try
        {
            CheckInput(package, session);
            CheckOutputs(manifest, session);
            var format = new BatchFormat(manifest.Graph.Inputs[0].Name, manifest.Graph.Outputs[0].Name, width, manifest.Pipeline.Padding, package.Vectors, manifest.Pipeline.VocabularySize);
            var shapes = BatchShapes.Of(package, options, provider.Selected);
            DeviceSession? device = null;
            if (shapes.OnGpu)
            {
                (device, provider) = new GpuSetup(gpu, options, package.GraphBytes, format, shapes).Bind(session, provider, graph);
            }

            return new GraphSession(session, device, provider, manifest.Id, format, shapes);
        }
        catch (Exception e) when (provider is { Requested: ExecutionProvider.Auto, Selected: not ExecutionProvider.Cpu } && e is not OutOfMemoryException)
        {
            session.Dispose();
            var onCpu = Load(package, options with { Provider = ExecutionProvider.Cpu }, gpu);
            onCpu.Provider = provider with { Selected = ExecutionProvider.Cpu, Reason = $"the model could not be run on {ProviderChoice.Name(provider.Selected)}: {SessionFactory.FirstLine(e.Message)}" };
            return onCpu;
        }
        catch (OnnxRuntimeException e) when (provider.Selected != ExecutionProvider.Cpu)
        {
            session.Dispose();
            throw new RnnOnnxException($"{manifest.Id}: ONNX Runtime failed on {ProviderChoice.Name(provider.Selected)}: {SessionFactory.FirstLine(e.Message)}", e);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Takes a runner for one batch after the other; <see cref="Return"/> gives it back.</summary>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed of.</exception>
    public BatchRunner Rent()
    {
        _lifetime.Enter();
        try
        {
            return _runners.Rent();
        }
        catch
        {
            _lifetime.Exit();
            throw;
        }
    }

    /// <summary>Gives a runner back.</summary>
    public void Return(BatchRunner runner)
    {
        _runners.Return(runner);
        _lifetime.Exit();
    }

    /// <summary>Computes the batch that was put into a runner.</summary>
    /// <returns><see cref="Width"/> scores for each text in row order, good until the runner is used again or given back.</returns>
    public ReadOnlySpan<float> Run(BatchRunner runner)
    {
        try
        {
            return runner.Run();
        }
        catch (OnnxRuntimeException e)
        {
            throw Failure(runner, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lifetime.Dispose();

    /// <summary>Disposes, and ends with the last run.</summary>
    public Task DisposeAndWait()
    {
        _lifetime.Dispose();
        return _lifetime.Released;
    }

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

    private RnnOnnxException Failure(BatchRunner runner, OnnxRuntimeException failure)
    {
        // ONNX Runtime says of an output that does not fit only that it does not.
        try
        {
            if (runner is HostRunner host && host.CountScores() is var count && count != runner.Rows * Width)
            {
                return new RnnOnnxException(
                    $"{_model}: the graph's output '{_output}' has {count} numbers for {runner.Rows} texts, and the labels ask for {Width} each; run 'make train-all' to export it again.", failure);
            }
        }
        catch (OnnxRuntimeException)
        {
            // The same failure again.
        }

        return new RnnOnnxException($"{_model}: ONNX Runtime failed on a batch of {runner.Rows} texts of {runner.Steps} ids: {failure.Message.Split('\n')[0].TrimEnd('.')}", failure);
    }
}
