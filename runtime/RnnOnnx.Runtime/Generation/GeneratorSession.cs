using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RnnOnnx.Inference;
using RnnOnnx.Packages;

namespace RnnOnnx.Generation;

/// <summary>A loaded graph that takes ids <c>[1, time]</c> and states <c>[1, 1, units]</c>, and gives the logits of the next id and the states after all steps.</summary>
/// <remarks>Runs may overlap; whoever generates holds the states.</remarks>
internal sealed class GeneratorSession : IDisposable
{
    private const string NextPrefix = "next_";

    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly SessionLifetime _lifetime;
    private readonly string _model;
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly int[] _units;
    private readonly bool _onGpu;

    private GeneratorSession(InferenceSession session, ProviderReport provider, ModelManifest manifest, string[] states, int[] units, int width)
    {
        _session = session;
        _lifetime = new SessionLifetime(typeof(TextGenerator), session, _options);
        _model = manifest.Id;
        _inputs = [manifest.Graph.Inputs[0].Name, .. states];
        _outputs = [manifest.Graph.Outputs[0].Name, .. states.Select(static state => NextPrefix + state)];
        _units = units;
        _onGpu = provider.Selected != ExecutionProvider.Cpu;
        Provider = provider;
        Width = width;
    }

    /// <summary>What computes the graph.</summary>
    public ProviderReport Provider { get; }

    /// <summary>Number of logits.</summary>
    public int Width { get; }

    /// <summary>Parses a package's graph and checks that it is a generator's: names, types and shapes of inputs and outputs.</summary>
    /// <exception cref="PackageException">The graph is not the one that the manifest describes, or not a generator's.</exception>
    public static GeneratorSession Load(ModelPackage package, ExecutionProvider provider, int? deviceId)
    {
        var manifest = package.Manifest;
        var width = package.Vocabulary.Count;
        var (session, report, _) = SessionFactory.Create(package, new ClassifierOptions { Provider = provider, DeviceId = deviceId, MaximumBatchSize = 1 }, new Gpu());
        try
        {
            CheckListed(manifest.Id, "input", manifest.Graph.Inputs, session.InputMetadata);
            CheckListed(manifest.Id, "output", manifest.Graph.Outputs, session.OutputMetadata);
            Demand(manifest.Id, manifest.Graph.Inputs[0].Name, session.InputMetadata, TensorElementType.Int64, null, null);
            Demand(manifest.Id, manifest.Graph.Outputs[0].Name, session.OutputMetadata, TensorElementType.Float, null, width);
            var states = manifest.Graph.Inputs.Skip(1).Select(static input => input.Name).ToArray();
            var units = Array.ConvertAll(states, state => Units(manifest.Id, state, session));
            return new GeneratorSession(session, report, manifest, states, units, width);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The states and buffers of a new text.</summary>
    public GeneratorState NewState() => new(_units, Width);

    /// <summary>Advances a text's states over ids and computes the logits after the last one.</summary>
    /// <param name="state">The text; its states and logits are changed.</param>
    /// <param name="ids">One or more ids.</param>
    public void Run(GeneratorState state, Memory<long> ids)
    {
        _lifetime.Enter();
        var inputs = new List<OrtValue>(_inputs.Length);
        try
        {
            inputs.Add(OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, ids, [1, ids.Length]));
            inputs.AddRange(state.States.Select(static state => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, state.AsMemory(), [1, 1, state.Length])));
            using var pass = _onGpu ? CaptureGate.EnterRun() : default;
            using var results = _session.Run(_options, _inputs, inputs, _outputs);
            Copy(results[0], _outputs[0], state.Logits);
            for (var i = 0; i < state.States.Length; i++)
            {
                Copy(results[i + 1], _outputs[i + 1], state.States[i]);
            }
        }
        catch (OnnxRuntimeException e)
        {
            throw Failure(ids.Length, e);
        }
        finally
        {
            inputs.ForEach(static input => input.Dispose());
            _lifetime.Exit();
        }
    }

    /// <summary>Advances a text's states over one id and computes the logits after it. On the CPU this allocates nothing.</summary>
    /// <param name="state">The text; its states and logits are changed.</param>
    /// <param name="id">The id.</param>
    public void Step(GeneratorState state, long id)
    {
        state.Id[0] = id;
        if (_onGpu)
        {
            // There an input is copied when it is bound, and not when it is read.
            Run(state, state.Id);
            return;
        }

        _lifetime.Enter();
        try
        {
            _session.RunWithBinding(_options, state.Bound(_session, _inputs, _outputs));
            state.Swap();
        }
        catch (OnnxRuntimeException e)
        {
            throw Failure(1, e);
        }
        finally
        {
            _lifetime.Exit();
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

    private RnnOnnxException Failure(int ids, OnnxRuntimeException failure) =>
        new($"{_model}: ONNX Runtime failed on {ids} ids: {failure.Message.Split('\n')[0].TrimEnd('.')}", failure);

    private void Copy(OrtValue result, string name, Span<float> target)
    {
        var values = result.GetTensorDataAsSpan<float>();
        if (values.Length != target.Length)
        {
            throw new RnnOnnxException(
                $"{_model}: the graph's output '{name}' has {values.Length} numbers for one text, and {target.Length} are expected; run 'make train-all' to export it again.");
        }

        values.CopyTo(target);
    }

    private static void CheckListed(string model, string role, IReadOnlyList<TensorManifest> listed, IReadOnlyDictionary<string, NodeMetadata> actual)
    {
        var names = listed.Select(static tensor => tensor.Name).ToArray();
        if (!names.ToHashSet(StringComparer.Ordinal).SetEquals(actual.Keys) || names.Length != actual.Count)
        {
            throw new PackageException(
                $"{model}: manifest says the graph's {role}s are {string.Join(", ", names)}, the graph has {string.Join(", ", actual.Keys.Order(StringComparer.Ordinal))}; {PackageFiles.NextStep}");
        }
    }

    private static int Units(string model, string state, InferenceSession session)
    {
        Demand(model, state, session.InputMetadata, TensorElementType.Float, 1, null, null);
        var units = session.InputMetadata[state].Dimensions[2];
        if (units < 1)
        {
            throw new PackageException($"{model}: the graph does not say how many units its state '{state}' has; {PackageFiles.NextStep}");
        }

        if (!session.OutputMetadata.ContainsKey(NextPrefix + state))
        {
            throw new PackageException(
                $"{model}: the graph has the state '{state}' and no output '{NextPrefix}{state}' that gives it after a step, as a generator's has; {PackageFiles.NextStep}");
        }

        Demand(model, NextPrefix + state, session.OutputMetadata, TensorElementType.Float, 1, null, units);
        return units;
    }

    // A dimension that the graph leaves open passes here; what a run gives for it is counted.
    private static void Demand(string model, string name, IReadOnlyDictionary<string, NodeMetadata> tensors, TensorElementType type, params int?[] dimensions)
    {
        var tensor = tensors[name];
        var actual = tensor.Dimensions;
        var fits = actual.Length == dimensions.Length && actual.Zip(dimensions).All(static pair => pair.First < 0 || pair.Second is null || pair.First == pair.Second);
        if (tensor.ElementDataType != type || !fits)
        {
            var wanted = string.Join(", ", dimensions.Select(static dimension => dimension?.ToString() ?? "any"));
            throw new PackageException(
                $"{model}: the graph's '{name}' is {tensor.ElementDataType} [{string.Join(", ", actual.Select(static d => d < 0 ? "any" : d.ToString()))}], and a generator's must be {type} [{wanted}]; {PackageFiles.NextStep}");
        }
    }
}
