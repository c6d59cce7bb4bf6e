using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using RnnOnnx.Packages;
using RnnOnnx.Verification;

namespace RnnOnnx.Trainer.Export;

/// <summary>Writes <c>index.json</c>, the list of a zoo's packages: each with its id, its summary and the SHA-256 of its manifest, which in turn vouches for its files.</summary>
public static class ZooIndex
{
    /// <summary>The index' file name.</summary>
    public const string FileName = ZooVerifier.IndexFile;

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Lists the packages that are in place now, sorted by id, and replaces the index by one rename if it says anything else. Packages whose manifest cannot be read are left out.</summary>
    /// <param name="zooPath">The zoo's folder.</param>
    public static void Write(string zooPath)
    {
        using var zoo = ModelZoo.Open(zooPath);
        using var content = new MemoryStream();
        using (var json = new Utf8JsonWriter(content, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("format", ModelManifest.CurrentFormat);
            json.WriteStartArray("packages");
            foreach (var model in zoo.Models)
            {
                if (model.Manifest is { } manifest)
                {
                    json.WriteStartObject();
                    json.WriteString("id", manifest.Id);
                    json.WriteString("summary", manifest.Summary);
                    json.WriteString("manifestSha256", Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(zooPath, manifest.Id, ModelManifest.FileName)))));
                    json.WriteEndObject();
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        content.WriteByte((byte)'\n');
        var path = Path.Combine(zooPath, FileName);
        var bytes = content.ToArray();
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
        {
            DurableFile.Replace(path, bytes);
        }
    }
}
