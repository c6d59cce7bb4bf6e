using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;

namespace RnnOnnx.Trainer.Training;

/// <summary>A hash of all that decides what a training run writes: configuration, corpus, word vectors, engines and the program itself.</summary>
public static class TrainingFingerprint
{
    /// <summary>The engines' versions and the builds of trainer and runtime.</summary>
    public static IReadOnlyList<string> Program { get; } =
    [
        .. EngineVersions.All.Select(e => $"{e.Key}={e.Value}"),
        $"{typeof(TrainingFingerprint).Module.ModuleVersionId}",
        $"{typeof(ModelManifest).Module.ModuleVersionId}",
    ];

    /// <summary>The hash of a run.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="recipe">How it is trained.</param>
    /// <param name="options">Seed and the like.</param>
    /// <param name="corpus">The corpus.</param>
    /// <param name="vectorFiles">The files of the word vectors that are used; none where there are none.</param>
    /// <returns>SHA-256 in lower-case hexadecimal.</returns>
    public static string Of(Architecture architecture, Recipe recipe, TrainOptions options, ICorpus corpus, IReadOnlyList<string> vectorFiles)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(corpus);
        string[] parts =
        [
            architecture.Id, architecture.Summary, architecture.Document, $"{architecture.Split}", architecture.Vectors ?? "", $"{architecture.Task}",
            JsonSerializer.Serialize(architecture.Pipeline),
            .. architecture.Layers.Select(layer => layer.ToString()),
            .. architecture.Members,
            .. architecture.Goldens,
            .. architecture.Notes,
            .. architecture.Marks.Select(mark => mark.ToString()),
            $"{architecture.Tolerance:R}", architecture.ToleranceReason ?? "",
            recipe.Name, .. recipe.Settings.Select(s => $"{s.Key}={s.Value}"),
            $"{options.Seed} {options.Texts} {options.PaddingSkip} {options.LengthAdaptive} {options.Device} {options.Precision}",
            options.From?.Origin ?? "",
            corpus.Name, corpus.Sha256(),
            .. vectorFiles.Select(file => $"{Path.GetFileName(file)} {Hash(File.ReadAllBytes(file))}"),
            .. Program,
        ];
        return Hash(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parts)));
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
