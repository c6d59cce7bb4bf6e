using RnnOnnx.Inference;
using RnnOnnx.Packages;

namespace RnnOnnx.Benchmarks.Soak;

/// <summary>A model under load: texts with the replies that are due, and the instance that is asked at the time.</summary>
internal sealed class SoakModel
{
    private readonly string _models;
    private readonly int _queueCapacity;
    private SoakInstance _current;

    private SoakModel(string models, string id, int queueCapacity, IReadOnlyList<SoakText> texts)
    {
        (_models, Id, _queueCapacity, Texts) = (models, id, queueCapacity, texts);
        _current = SoakInstance.Load(models, id, queueCapacity);
    }

    /// <summary>The model's id.</summary>
    public string Id { get; }

    /// <summary>The texts that it is asked.</summary>
    public IReadOnlyList<SoakText> Texts { get; }

    /// <summary>The instance to ask. One that was asked for a while ago may have been let go.</summary>
    public SoakInstance Current => Volatile.Read(ref _current);

    /// <summary>Loads a model, and computes what is due.</summary>
    /// <param name="models">The zoo.</param>
    /// <param name="id">The model.</param>
    /// <param name="queueCapacity">Most texts that wait.</param>
    /// <param name="seed">Which texts are made.</param>
    /// <exception cref="RnnOnnxException">The model is not there, damaged, or gives every text the same reply.</exception>
    public static SoakModel Open(string models, string id, int queueCapacity, int seed)
    {
        using var zoo = ModelZoo.Open(models);
        var package = zoo.OpenPackage(id);
        using var alone = TextClassifier.Load(package, SoakInstance.OnCpu with { MaximumParallelism = 1 });
        return new SoakModel(models, id, queueCapacity, SoakText.Make(alone, package.ReadGoldens(), seed));
    }

    /// <summary>Reads the model from the disk again, has callers ask that instance from now on, and lets the old one go with its calls in flight.</summary>
    public async Task ReloadAsync(CloseWay way)
    {
        var next = SoakInstance.Load(_models, Id, _queueCapacity);
        await Interlocked.Exchange(ref _current, next).CloseAsync(way);
    }
}
