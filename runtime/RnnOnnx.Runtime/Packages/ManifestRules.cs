using System.Text.RegularExpressions;

namespace RnnOnnx.Packages;

/// <summary>What a manifest must say before any file that it lists is opened.</summary>
internal static partial class ManifestRules
{
    /// <summary>Whether a text can be a model's id, and so the name of its folder.</summary>
    public static bool IsModelId(string id) => id.Length <= PackageLimits.IdLength && ModelId().IsMatch(id);

    /// <summary>The first rule that a manifest of word vectors breaks; null when it keeps them all.</summary>
    public static string? Violation(VectorsManifest manifest) => manifest switch
    {
        _ when !IsModelId(manifest.Id) => $"the id '{manifest.Id}' is not made of lower-case letters, digits and hyphens",
        { Dimension: < 1 or > PackageLimits.Dimensions } => $"the dimension is {manifest.Dimension}, and it must lie between 1 and {PackageLimits.Dimensions}",
        { Count: < 1 } => $"the number of vectors is {manifest.Count}",
        { PaddingRow: false } => "row 0 is not padding, with which texts are filled",
        _ => Files([manifest.Vectors, manifest.Vocabulary], VectorsManifest.FileName) ?? VectorBytes(manifest),
    };

    /// <summary>The first rule that the manifest breaks; null when it keeps them all.</summary>
    public static string? Violation(ModelManifest manifest) =>
        Identity(manifest) ?? Files(manifest.Files) ?? PipelineRules.Violation(manifest.Pipeline) ?? Graph(manifest) ?? Vectors(manifest) ?? References(manifest) ?? Storage(manifest);

    private static string? Identity(ModelManifest manifest) => manifest switch
    {
        _ when !IsModelId(manifest.Id) => $"the id '{manifest.Id}' is not made of lower-case letters, digits and hyphens",
        { Tolerance: not (> 0 and < 1) } => $"the tolerance {manifest.Tolerance} does not lie between 0 and 1",
        { Parameters: < 0 } => $"the number of parameters is {manifest.Parameters}",
        _ when manifest.Trainable < 0 || manifest.Trainable > manifest.Parameters => $"{manifest.Trainable} of {manifest.Parameters} parameters are trainable",
        _ when manifest.Layers.Any(static layer => layer is null) => "a layer is null",
        _ => null,
    };

    private static string? Files(IReadOnlyList<FileManifest> files, string itself = ModelManifest.FileName)
    {
        if (files.Count > PackageLimits.Files)
        {
            return $"it lists {files.Count} files, and the limit is {PackageLimits.Files}";
        }

        var bytes = 0L;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { itself };
        foreach (var file in files)
        {
            if (file is null)
            {
                return "a file is null";
            }

            if (!IsContained(file.Path))
            {
                return $"the path '{file.Path}' leaves the package or is not written with single '/'";
            }

            if (!seen.Add(file.Path))
            {
                return $"it lists {file.Path} twice or lists itself";
            }

            if (!Sha256().IsMatch(file.Sha256))
            {
                return $"the SHA-256 of {file.Path}, '{file.Sha256}', is not 64 lower-case hexadecimal digits";
            }

            if (file.Bytes is < 0 or > PackageLimits.FileBytes)
            {
                return $"the size of {file.Path} is {file.Bytes} bytes, and the limit is {PackageLimits.FileBytes}";
            }

            bytes += file.Bytes;
            if (bytes > PackageLimits.PackageBytes)
            {
                return $"its files up to {file.Path} have {bytes} bytes together, and the limit is {PackageLimits.PackageBytes}";
            }
        }

        return null;
    }

    private static string? VectorBytes(VectorsManifest manifest)
    {
        var bytes = manifest.Count * VectorsManifest.RowBytes(manifest.Element, manifest.Dimension);
        return bytes == manifest.Vectors.Bytes
            ? null
            : $"{manifest.Count} vectors of {manifest.Dimension} numbers ({manifest.Element}) take {bytes} bytes, and {manifest.Vectors.Path} has {manifest.Vectors.Bytes}";
    }

    private static string? Graph(ModelManifest manifest)
    {
        var graph = manifest.Graph;
        if (graph.Inputs.Count == 0 || graph.Outputs.Count == 0)
        {
            return "the graph has no input or no output";
        }

        return graph.Inputs.Concat(graph.Outputs).Any(static tensor => tensor is null || tensor.Shape.Any(static dimension => dimension is null))
            ? "an input, an output or a dimension of the graph is null"
            : null;
    }

    private static string? Vectors(ModelManifest manifest) => manifest.Vectors switch
    {
        null => null,
        { Id: var id } when !IsModelId(id) => $"the vectors' id '{id}' is not made of lower-case letters, digits and hyphens",
        { Sha256: var sha256 } when !Sha256().IsMatch(sha256) => $"the SHA-256 of the vectors, '{sha256}', is not 64 lower-case hexadecimal digits",
        _ => null,
    };

    private static string? References(ModelManifest manifest)
    {
        string[] named = [manifest.Graph.File, manifest.Pipeline.Vocabulary, manifest.Labels, manifest.Goldens];
        var missing = named.FirstOrDefault(name => !manifest.Files.Any(file => file.Path == name));
        return missing is null ? null : $"it uses the file '{missing}' but does not list it with its hash";
    }

    private static string? Storage(ModelManifest manifest) => manifest.Storage switch
    {
        null => null,
        { Float32Sha256: var sha256 } when !Sha256().IsMatch(sha256) => $"the SHA-256 of the float32 graph, '{sha256}', is not 64 lower-case hexadecimal digits",
        { Float32Bytes: < 1 } => $"the float32 graph has {manifest.Storage.Float32Bytes} bytes",
        { Elements: var elements } when elements.Values.Any(static bytes => bytes < 0) => $"the constants of an element type take {elements.Values.Min()} bytes",
        { Bytes: var bytes } when manifest.Files.First(file => file.Path == manifest.Graph.File).Bytes is var listed && listed != bytes =>
            $"the stored graph has {bytes} bytes, and {manifest.Graph.File} is listed with {listed}",
        { Validation: var validation, Test: var test } when !IsShare(validation.AsTrained) || !IsShare(validation.AsStored) || !IsShare(test.AsTrained) || !IsShare(test.AsStored) =>
            "an accuracy of the stored weights does not lie between 0 and 1",
        { LargestDifference: not (>= 0 and < double.PositiveInfinity) } => $"the largest difference of the stored weights is {manifest.Storage.LargestDifference}",
        { Float32Goldens: var goldens } when !manifest.Files.Any(file => file.Path == goldens) => $"it uses the file '{goldens}' but does not list it with its hash",
        _ => null,
    };

    private static bool IsShare(double accuracy) => accuracy is >= 0 and <= 1;

    private static bool IsContained(string path) =>
        path.Length is > 0 and <= 255
        && !path.AsSpan().ContainsAny('\\', ':', '\0')
        && path.Split('/').All(static segment => segment is not ("" or "." or ".."));

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModelId();

    [GeneratedRegex(@"^[0-9a-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Sha256();
}
