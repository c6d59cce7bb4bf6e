using System.Globalization;
using System.Text;
using System.Text.Json;
using RnnOnnx.Text;

namespace RnnOnnx.Packages;

/// <summary>A model package whose files have been read and found to be those of its manifest.</summary>
/// <remarks>
/// Every listed file is read once, when the package is opened; what was hashed is what is used, whatever happens to the folder afterwards. Files that the manifest does not list are ignored.
/// Instances are immutable and safe for concurrent use.
/// </remarks>
public sealed class ModelPackage
{
    /// <summary>The file of the counts of the vocabulary's lines, in packages that have it.</summary>
    public const string CountsFile = "vocab-counts.txt";

    private readonly Dictionary<string, byte[]> _files;
    private readonly Lazy<Vocabulary> _vocabulary;
    private readonly Lazy<IReadOnlyList<string>> _labels;

    private ModelPackage(string folder, ModelManifest manifest, Dictionary<string, byte[]> files, VectorsPackage? vectors)
    {
        Folder = folder;
        Manifest = manifest;
        Vectors = vectors;
        _files = files;
        _vocabulary = new Lazy<Vocabulary>(ReadVocabulary);
        _labels = new Lazy<IReadOnlyList<string>>(ReadLabels);
    }

    /// <summary>Full path of the package's folder.</summary>
    public string Folder { get; }

    /// <summary>What the package says about itself.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>The word vectors that the manifest names, checked too; null when it names none.</summary>
    public VectorsPackage? Vectors { get; }

    /// <summary>The vocabulary; read when first asked for.</summary>
    /// <exception cref="PackageException">The file is not a vocabulary.</exception>
    public Vocabulary Vocabulary => _vocabulary.Value;

    /// <summary>The labels in the order of the scores: two for binary models, the positive one last; a generator's are its vocabulary.</summary>
    /// <exception cref="PackageException">The file is not a list of labels.</exception>
    public IReadOnlyList<string> Labels => _labels.Value;

    /// <summary>How often each line of the vocabulary occurs in the training texts; null where the package does not say.</summary>
    /// <exception cref="PackageException">The file is not a list of counts, or not as long as the vocabulary.</exception>
    public IReadOnlyList<long>? ReadVocabularyCounts()
    {
        if (!_files.TryGetValue(CountsFile, out var file))
        {
            return null;
        }

        var lines = Encoding.ASCII.GetString(file).TrimEnd('\n').Split('\n');
        var counts = new long[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            if (!long.TryParse(lines[i], NumberStyles.None, CultureInfo.InvariantCulture, out counts[i]))
            {
                throw new PackageException($"{Manifest.Id}: {CountsFile}, line {i + 1} is '{lines[i]}' and should be a count; {PackageFiles.NextStep}");
            }
        }

        return counts.Length == Vocabulary.Count
            ? counts
            : throw new PackageException($"{Manifest.Id}: {CountsFile} has {counts.Length} counts and {Manifest.Pipeline.Vocabulary} {Vocabulary.Count} tokens; {PackageFiles.NextStep}");
    }

    /// <summary>Opens a package and checks it: the manifest's format and rules, then each listed file's place, size and SHA-256, and the word vectors beside it if it names any. No graph is parsed.</summary>
    /// <param name="folder">The package's folder. Its name may differ from the model's id, so that a package can be checked before it is moved to its place.</param>
    /// <exception cref="PackageException">The package is missing, incomplete or damaged; the message names the file.</exception>
    public static ModelPackage Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var name = Path.GetFileName(full);
        if (!Directory.Exists(full))
        {
            throw new PackageException($"{name}: the folder {full} does not exist; run 'make train-all' or give the folder of a package.");
        }

        var manifest = PackageFiles.ReadManifest(full, name);
        var files = new Dictionary<string, byte[]>(manifest.Files.Count, StringComparer.Ordinal);
        foreach (var file in manifest.Files)
        {
            files.Add(file.Path, PackageFiles.ReadVerified(full, file, manifest.Id));
        }

        return new ModelPackage(full, manifest, files, manifest.Vectors is null ? null : VectorsPackage.OpenFor(manifest, Path.GetDirectoryName(full)!));
    }

    /// <summary>Reads the goldens: texts with their ids and scores.</summary>
    /// <exception cref="PackageException">The file is not a list of goldens.</exception>
    public IReadOnlyList<Golden> ReadGoldens() => ReadGoldens(Manifest.Goldens);

    /// <summary>Reads the goldens with the scores of the weights as they were trained; null where the manifest does not say how they are stored.</summary>
    /// <exception cref="PackageException">The file is not a list of goldens.</exception>
    public IReadOnlyList<Golden>? ReadFloat32Goldens() => Manifest.Storage is { } storage ? ReadGoldens(storage.Float32Goldens) : null;

    /// <summary>The bytes of a file of the package, those whose hash was checked; null for a file that the manifest does not list.</summary>
    /// <param name="path">Path within the package, with <c>/</c>.</param>
    public byte[]? ReadFile(string path) => _files.TryGetValue(path, out var file) ? [.. file] : null;

    /// <summary>The bytes of the ONNX graph, those whose hash was checked.</summary>
    public byte[] ReadGraph() => [.. _files[Manifest.Graph.File]];

    /// <summary>The graph without a copy, for the session that only reads it.</summary>
    internal byte[] GraphBytes => _files[Manifest.Graph.File];

    private IReadOnlyList<Golden> ReadGoldens(string file)
    {
        try
        {
            using var stream = new MemoryStream(_files[file], writable: false);
            return PackageJson.ReadGoldens(stream);
        }
        catch (JsonException e)
        {
            throw new PackageException($"{Manifest.Id}: {file} is not a list of goldens: {e.Message.TrimEnd('.')}; {PackageFiles.NextStep}", e);
        }
    }

    private Vocabulary ReadVocabulary()
    {
        if (Vectors is not null)
        {
            // Its file is the same, which was checked.
            return Vectors.Vocabulary;
        }

        try
        {
            return Vocabulary.Parse(_files[Manifest.Pipeline.Vocabulary], Manifest.Pipeline.Vocabulary);
        }
        catch (RnnOnnxException e)
        {
            throw new PackageException($"{Manifest.Id}: {e.Message}", e);
        }
    }

    private string[] ReadLabels()
    {
        var labels = Encoding.UTF8.GetString(_files[Manifest.Labels]).Split('\n');
        if (labels is [.. var lines, ""])
        {
            labels = lines;
        }

        var enough = Manifest.Task == ModelTask.Binary ? labels.Length == 2 : labels.Length >= 2;
        // The labels of a generator are its characters, and a blank is one of them.
        Func<string, bool> empty = Manifest.Task == ModelTask.Generation ? string.IsNullOrEmpty : string.IsNullOrWhiteSpace;
        if (!enough || labels.Any(empty) || labels.Distinct(StringComparer.Ordinal).Count() != labels.Length)
        {
            var wanted = Manifest.Task == ModelTask.Binary ? "two" : "two or more";
            throw new PackageException($"{Manifest.Id}: {Manifest.Labels} must hold {wanted} different labels, one a line, and has {labels.Length} lines; {PackageFiles.NextStep}");
        }

        return labels;
    }
}
