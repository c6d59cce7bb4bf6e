using RnnOnnx.Generation;
using RnnOnnx.Inference;

namespace RnnOnnx.Packages;

/// <summary>A folder of model packages.</summary>
/// <remarks>Safe for concurrent use. Classifiers and packages that it has loaded outlive it.</remarks>
public sealed class ModelZoo : IDisposable
{
    private const int ListedIds = 40;

    private bool _disposed;

    private ModelZoo(string folder, IReadOnlyList<ModelSummary> models)
    {
        Folder = folder;
        Models = models;
    }

    /// <summary>Full path of the zoo's folder.</summary>
    public string Folder { get; }

    /// <summary>The models that were there when the zoo was opened, by id. A damaged manifest is listed with its damage.</summary>
    public IReadOnlyList<ModelSummary> Models { get; }

    /// <summary>Opens a folder whose subfolders are packages, and reads their manifests. Subfolders without a manifest are no packages.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="RnnOnnxException">The folder does not exist or cannot be read.</exception>
    public static ModelZoo Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var folder = Path.GetFullPath(path);
        if (!Directory.Exists(folder))
        {
            throw new RnnOnnxException($"The model folder {folder} does not exist; run 'make train-all' or give the folder that holds the models.");
        }

        try
        {
            var models = Directory.EnumerateDirectories(folder)
                .Where(static package => ManifestRules.IsModelId(Path.GetFileName(package)) && Path.Exists(Path.Combine(package, ModelManifest.FileName)))
                .Order(StringComparer.Ordinal)
                .Select(Summarize)
                .ToArray();
            return new ModelZoo(folder, models);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RnnOnnxException($"The model folder {folder} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Opens and checks a package.</summary>
    /// <param name="id">The model's id.</param>
    /// <exception cref="ModelNotFoundException">The zoo has no such model.</exception>
    /// <exception cref="PackageException">The package is damaged.</exception>
    public ModelPackage OpenPackage(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var package = Path.Combine(Folder, id);
        if (!ManifestRules.IsModelId(id) || !Directory.Exists(package) || Path.Exists(Path.Combine(package, VectorsManifest.FileName)))
        {
            throw new ModelNotFoundException(NotFound(id));
        }

        var opened = ModelPackage.Open(package);
        CheckPlace(opened.Manifest, id);
        return opened;
    }

    /// <summary>Loads a model for prediction.</summary>
    /// <param name="id">The model's id.</param>
    /// <param name="options">Execution provider and batching; null for the defaults.</param>
    /// <exception cref="ModelNotFoundException">The zoo has no such model.</exception>
    /// <exception cref="PackageException">The package is damaged.</exception>
    /// <exception cref="ProviderUnavailableException">The execution provider was demanded and cannot be used.</exception>
    public TextClassifier LoadClassifier(string id, ClassifierOptions? options = null) => TextClassifier.Load(OpenPackage(id), options);

    /// <summary>Loads a model that generates text.</summary>
    /// <param name="id">The model's id.</param>
    /// <param name="provider">What computes the model.</param>
    /// <param name="deviceId">Number of the GPU, from 0; null for the first. Meaningless on the CPU.</param>
    /// <exception cref="ModelNotFoundException">The zoo has no such model.</exception>
    /// <exception cref="PackageException">The package is damaged.</exception>
    /// <exception cref="ProviderUnavailableException">The execution provider was demanded and cannot be used.</exception>
    public TextGenerator LoadGenerator(string id, ExecutionProvider provider = ExecutionProvider.Auto, int? deviceId = null) =>
        TextGenerator.Load(OpenPackage(id), provider, deviceId);

    /// <summary>Ends the use of the zoo; it opens no more packages.</summary>
    public void Dispose() => _disposed = true;

    private static ModelSummary Summarize(string package)
    {
        var id = Path.GetFileName(package);
        try
        {
            var manifest = PackageFiles.ReadManifest(package, id);
            CheckPlace(manifest, id);
            return new ModelSummary(id, package, manifest, null);
        }
        catch (PackageException e)
        {
            return new ModelSummary(id, package, null, e.Message);
        }
    }

    /// <summary>Demands that a package lies in the folder that bears its id.</summary>
    internal static void CheckPlace(ModelManifest manifest, string id)
    {
        if (manifest.Id != id)
        {
            throw new PackageException($"{id}: manifest says the model is '{manifest.Id}', the folder is '{id}'; rename the folder or run 'make train-all'.");
        }
    }

    private string NotFound(string id)
    {
        if (Models.Count == 0)
        {
            return $"There is no model '{id}', nor any other, in {Folder}; run 'make train-all' or give the folder that holds the models.";
        }

        var near = Models.Select(model => model.Id).Where(other => EditDistance.Between(id, other) <= 2 || (id.Length >= 3 && other.Contains(id, StringComparison.Ordinal))).ToArray();
        if (near.Length > 0)
        {
            return $"There is no model '{id}' in {Folder}; did you mean {string.Join(", ", near.Take(ListedIds))}?";
        }

        var rest = Models.Count > ListedIds ? $" and {Models.Count - ListedIds} more" : "";
        return $"There is no model '{id}' in {Folder}, which has {string.Join(", ", Models.Take(ListedIds).Select(static model => model.Id))}{rest}.";
    }
}
