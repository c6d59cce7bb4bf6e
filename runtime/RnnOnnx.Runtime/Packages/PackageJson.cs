using System.Text.Encodings.Web;
using System.Text.Json;

namespace RnnOnnx.Packages;

/// <summary>Reads and writes the JSON files of a package: camel-case names, enumerations as lower-case words, indented, UTF-8.</summary>
public static class PackageJson
{
    // People read manifests and goldens: apostrophes and letters beyond ASCII stay as they are, for the files are never put into HTML.
    private static readonly PackageJsonContext Context =
        new(new JsonSerializerOptions(PackageJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes a manifest, with a line end after it.</summary>
    public static void WriteManifest(Stream stream, ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(manifest);
        JsonSerializer.Serialize(stream, manifest, Context.ModelManifest);
        stream.WriteByte((byte)'\n');
    }

    /// <summary>Reads a manifest. Only its form is checked; <see cref="ModelPackage.Open"/> checks what it says.</summary>
    /// <exception cref="JsonException">The content is no JSON, or lacks a member, or has one of a wrong type.</exception>
    public static ModelManifest ReadManifest(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return JsonSerializer.Deserialize(stream, Context.ModelManifest) ?? throw new JsonException("The manifest is null.");
    }

    /// <summary>Writes the manifest of word vectors, with a line end after it.</summary>
    public static void WriteVectors(Stream stream, VectorsManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(manifest);
        JsonSerializer.Serialize(stream, manifest, Context.VectorsManifest);
        stream.WriteByte((byte)'\n');
    }

    /// <summary>Reads the manifest of word vectors. Only its form is checked; <see cref="VectorsPackage.Open"/> checks what it says.</summary>
    /// <exception cref="JsonException">The content is no JSON, or lacks a member, or has one of a wrong type.</exception>
    public static VectorsManifest ReadVectors(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return JsonSerializer.Deserialize(stream, Context.VectorsManifest) ?? throw new JsonException("The manifest is null.");
    }

    /// <summary>Writes goldens as an array, with a line end after it.</summary>
    public static void WriteGoldens(Stream stream, IReadOnlyList<Golden> goldens)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(goldens);
        JsonSerializer.Serialize(stream, goldens, Context.IReadOnlyListGolden);
        stream.WriteByte((byte)'\n');
    }

    /// <summary>Reads goldens.</summary>
    /// <exception cref="JsonException">The content is no JSON, or lacks a member, or has one of a wrong type.</exception>
    public static IReadOnlyList<Golden> ReadGoldens(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return JsonSerializer.Deserialize(stream, Context.IReadOnlyListGolden) ?? throw new JsonException("The list of goldens is null.");
    }
}
