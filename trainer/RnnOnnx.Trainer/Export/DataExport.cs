using System.Text.Json;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Export;

/// <summary>Writes what a network is trained on as NumPy files, so that other programs can train on the same ids without a text pipeline of their own.</summary>
/// <remarks>
/// The folder holds, for each part (<c>training</c>, <c>validation</c>, <c>test</c>, and <c>official-test</c> where that is another): <c>PART-ids.npy</c>, the
/// ids of all texts one after the other, without padding (32-bit); <c>PART-offsets.npy</c>, where each text begins, and the end of the last (64-bit); and <c>PART-labels.npy</c>
/// (32-bit). <c>vectors.npy</c> is the table of frozen vectors, a row for each id, where the network has one. <c>data.json</c> says what they are.
/// </remarks>
/// <param name="preparation">Gives corpora as ids.</param>
public sealed class DataExport(DataPreparation preparation)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Writes a network's data.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="corpus">Which corpus will do.</param>
    /// <param name="seed">Decides which training texts the epoch is chosen on, as it does in training.</param>
    /// <param name="folder">A folder that does not exist yet; it appears when it is whole.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="ExportException">The folder exists.</exception>
    /// <exception cref="RnnOnnxException">The corpus is missing or damaged.</exception>
    public PreparedTexts Write(Architecture architecture, CorpusChoice corpus, int seed, string folder)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(folder);
        var place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Path.Exists(place))
        {
            throw new ExportException($"{folder} exists already; name a new folder, or remove it first");
        }

        var temporary = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(place)!, $".{Path.GetFileName(place)}.tmp-{Guid.NewGuid():N}")).FullName;
        try
        {
            // Word vectors that a graph takes as its input are written as a package first; nobody needs that one.
            var options = new TrainOptions { Models = Path.Combine(temporary, "models"), Corpus = corpus, Seed = seed };
            var texts = preparation.Prepare(architecture, architecture.Choose(null, onSample: false).ValidationShare, options);
            ZooFolder.Delete(options.Models);
            Write(architecture, texts, seed, temporary);
            Directory.Move(temporary, place);
            return texts;
        }
        finally
        {
            ZooFolder.Delete(temporary);
        }
    }

    private static void Write(Architecture architecture, PreparedTexts texts, int seed, string folder)
    {
        var parts = new Dictionary<string, LabelledSequences> { ["training"] = texts.Training, ["validation"] = texts.Validation, ["test"] = texts.Test };
        if (texts.OfficialTest is { } official)
        {
            parts["official-test"] = official;
        }

        foreach (var (name, part) in parts)
        {
            var ids = part.Ids.SelectMany(text => text).ToArray();
            var offsets = new long[part.Count + 1];
            for (var i = 0; i < part.Count; i++)
            {
                offsets[i + 1] = offsets[i] + part.Ids[i].Length;
            }

            NumpyFile.Write(Path.Combine(folder, $"{name}-ids.npy"), ids, ids.Length);
            NumpyFile.Write(Path.Combine(folder, $"{name}-offsets.npy"), offsets, offsets.Length);
            NumpyFile.Write(Path.Combine(folder, $"{name}-labels.npy"), [.. part.Labels], part.Count);
        }

        var vocabulary = texts.Pipeline.Settings.VocabularySize;
        if (texts.VectorTable is { } table)
        {
            NumpyFile.Write(Path.Combine(folder, "vectors.npy"), table, vocabulary, table.Length / vocabulary);
        }

        var description = new
        {
            Network = architecture.Id,
            Corpus = texts.Corpus.Name,
            SampleCorpus = texts.Corpus.IsSample,
            texts.CorpusSha256,
            Seed = seed,
            Texts = parts.ToDictionary(part => part.Key, part => part.Value.Count),
            texts.TestPart,
            Labels = texts.Corpus.Labels,
            VocabularySize = vocabulary,
            texts.Pipeline.Settings.MaximumLength,
            Padding = texts.Pipeline.Settings.Padding == SequenceSide.Pre ? "pre" : "post",
            texts.VectorsSource,
        };
        DurableFile.Create(Path.Combine(folder, "data.json"), [.. JsonSerializer.SerializeToUtf8Bytes(description, Json), (byte)'\n']);
    }
}
