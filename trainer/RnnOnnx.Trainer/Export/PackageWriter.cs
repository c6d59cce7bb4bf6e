using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Charts;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Export;

/// <summary>
/// Writes model packages into a zoo: in a temporary folder first, which the runtime must be able to open and which must give the trainer's scores,
/// and only then in the place of the package that was there. The same contents give the same bytes.
/// </summary>
/// <param name="zooPath">The zoo's folder, created if needed.</param>
/// <param name="patience">How long to wait for another process that writes to it; null for ten minutes.</param>
public sealed class PackageWriter(string zooPath, TimeSpan? patience = null)
{
    private const string TestDataFolder = "test_data_set_0";
    private const int TestDataTexts = 4;

    // Word vectors take hundreds of kilobytes a text, more than the graph.
    private const int TestDataTextsOfVectors = 1;
    private readonly string zooPath = Path.GetFullPath(zooPath);
    private readonly TimeSpan patience = patience ?? TimeSpan.FromMinutes(10);

    /// <summary>Clears away what a process that died while writing has left: half-written packages go, a package that was being replaced comes back.</summary>
    /// <exception cref="ExportException">Another process still writes.</exception>
    public void Recover()
    {
        using var zoo = ZooFolder.Open(zooPath, patience);
        ZooIndex.Write(zooPath);
    }

    /// <summary>Writes a package, checks it and puts it in place; then renews the zoo's index. Whatever fails before, the package that was there stays.</summary>
    /// <param name="contents">What to write.</param>
    /// <param name="samples">Texts with the trainer's scores, compared beside the goldens; at least one.</param>
    /// <exception cref="ExportException">The contents contradict each other, the folder cannot be written to, or another process still writes.</exception>
    /// <exception cref="ParityException">The written package does not give the trainer's scores.</exception>
    public WrittenPackage Write(PackageContents contents, IReadOnlyList<ParitySample> samples)
    {
        ParityReport? parity = null;
        var folder = Write(contents, temporary =>
        {
            parity = ParityCheck.Run(temporary, samples);
            AddMistakes(temporary, contents);
        });
        return new(folder, parity!);
    }

    /// <summary>As above with a check of the caller's own, which gets the temporary folder and throws to refuse it.</summary>
    internal string Write(PackageContents contents, Action<string> check)
    {
        ArgumentNullException.ThrowIfNull(contents);
        Agree(contents);
        var id = contents.Manifest.Id;
        try
        {
            using var zoo = ZooFolder.Open(zooPath, patience);
            var temporary = zoo.CreateTemporary(id);
            try
            {
                Fill(temporary, contents);
                check(temporary);
                var folder = zoo.Replace(id, temporary);
                ZooIndex.Write(zooPath);
                return folder;
            }
            catch
            {
                ZooFolder.Delete(temporary);
                throw;
            }
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw ZooFolder.Unwritable(zooPath, id, e);
        }
    }

    private static void Fill(string folder, PackageContents contents)
    {
        var manifest = contents.Manifest;
        Create(folder, manifest.Graph.File, TextMetadata.AddTo(contents.Model, manifest).ToByteArray());
        Create(folder, "config.pbtxt", TritonConfiguration.Text(manifest));
        Create(folder, manifest.Labels, string.Concat(contents.Labels.Select(l => l + "\n")));
        Create(folder, CardWriter.FileName, ModelCard.Text(CardContents.Of(contents)));
        var vocabulary = Locate(folder, manifest.Pipeline.Vocabulary);
        contents.Vocabulary.Save(vocabulary);
        DurableFile.Flush(vocabulary);
        if (contents.VocabularyCounts is { } counts)
        {
            Create(folder, ModelPackage.CountsFile, string.Concat(counts.Select(c => $"{c}\n")));
        }

        Create(folder, manifest.Goldens, contents.Goldens);
        if (manifest.Storage is { } storage)
        {
            Create(folder, storage.Float32Goldens, contents.Float32Goldens ?? throw new ExportException($"{manifest.Id}: the manifest names goldens of float32 weights, and none were given."));
        }

        var (inputs, outputs) = TestData(contents);
        foreach (var (kind, tensors) in new[] { ("input", inputs), ("output", outputs) })
        {
            for (var i = 0; i < tensors.Count; i++)
            {
                Create(folder, $"{TestDataFolder}/{kind}_{i}.pb", tensors[i].ToByteArray());
            }
        }

        if (contents.History is { } history)
        {
            Create(folder, TrainingHistory.FileName, history.Csv());
            Create(folder, TrainingHistory.CurveFileName, ChartSvg.Draw(history.Curves(manifest.Training.BestEpoch)));
        }

        // Last: a folder without a manifest is no package.
        using var listed = new MemoryStream();
        PackageJson.WriteManifest(listed, manifest with { Files = Files(folder) });
        Create(folder, ModelManifest.FileName, listed.ToArray());
    }

    // Only a model that runs can say what it gets wrong.
    private static void AddMistakes(string folder, PackageContents contents)
    {
        var package = ModelPackage.Open(folder);
        if (JudgedExample.Of(package) is { Count: > 0 } judged)
        {
            CardWriter.Put(folder, package.Manifest, Encoding.UTF8.GetBytes(ModelCard.Text(CardContents.Of(contents) with { Judged = judged })));
        }
    }

    private static FileManifest[] Files(string folder) =>
    [
        .. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => (File: file, Path: Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .Select(file =>
            {
                using var content = File.OpenRead(file.File);
                return new FileManifest(file.Path, Convert.ToHexStringLower(SHA256.HashData(content)), content.Length);
            }),
    ];

    // The first goldens as one batch, the way ONNX' own test data lies beside its models.
    private static (IReadOnlyList<TensorProto> Inputs, IReadOnlyList<TensorProto> Outputs) TestData(PackageContents contents)
    {
        var manifest = contents.Manifest;
        if (manifest.Task == ModelTask.Generation)
        {
            return GeneratorPackage.TestData(contents);
        }

        var goldens = contents.Goldens.Take(contents.Vectors is null ? TestDataTexts : TestDataTextsOfVectors).ToArray();
        var steps = manifest.Graph.LengthAdaptive ? Math.Max(goldens.Max(g => g.Ids.Count), 1) : manifest.Pipeline.MaximumLength;
        int[] ids = [.. goldens.SelectMany(g => SequencePadding.Pad(g.Ids, steps, manifest.Pipeline.Padding, manifest.Pipeline.Truncation))];
        float[] scores = [.. goldens.SelectMany(g => g.Scores)];
        var input = manifest.Graph.Inputs[0].Name;
        List<TensorProto> outputs = [Tensors.OfFloats(manifest.Graph.Outputs[0].Name, scores, goldens.Length, goldens[0].Scores.Count)];
        if (contents.StepScores.Count > 0)
        {
            float[] stepScores = [.. contents.StepScores.Take(goldens.Length).SelectMany(each => each)];
            outputs.Add(Tensors.OfFloats(NetworkExporter.StepScoresName, stepScores, goldens.Length, steps, stepScores.Length / (goldens.Length * steps)));
        }

        return (
            [contents.Vectors is { } vectors
                ? Tensors.OfFloats(input, Rows(vectors, ids), goldens.Length, steps, vectors.Manifest.Dimension)
                : Tensors.OfInt64s(input, [.. ids.Select(i => (long)i)], goldens.Length, steps)],
            outputs);
    }

    private static float[] Rows(VectorsPackage vectors, int[] ids)
    {
        var dimension = vectors.Manifest.Dimension;
        var rows = new float[ids.Length * dimension];
        for (var i = 0; i < ids.Length; i++)
        {
            vectors.CopyRow(ids[i], rows.AsSpan(i * dimension, dimension));
        }

        return rows;
    }

    private static void Agree(PackageContents contents)
    {
        var manifest = contents.Manifest;
        if (contents.Goldens.Count == 0)
        {
            throw new ExportException($"{manifest.Id}: no golden was given; a package needs at least one text with its ids and scores.");
        }

        var graph = GraphDescription.Of(contents.Model, manifest.Graph.LengthAdaptive);
        if (Describe(manifest.Graph) is var said && Describe(graph) is var built && said != built)
        {
            throw new ExportException($"{manifest.Id}: the manifest says of the graph: {said}; the graph has: {built}; take the manifest's description from {nameof(GraphDescription)}.{nameof(GraphDescription.Of)}.");
        }

        if (manifest.Task == ModelTask.Generation)
        {
            GeneratorPackage.Agree(contents, built);
            return;
        }

        var isInputKnown = contents.Vectors is { } vectors
            ? graph.Inputs is [{ Type: "float32", Shape: [_, _, var dimension] }] && dimension == $"{vectors.Manifest.Dimension}"
            : graph.Inputs is [{ Type: "int64", Shape.Count: 2 }];
        if (!isInputKnown || graph.Outputs is not [{ Type: "float32", Shape.Count: 2 }, ..])
        {
            throw new ExportException(
                $"{manifest.Id}: a classifier's graph takes one int64 [batch, time], or its word vectors as one float32 [batch, time, dimension], and gives float32 [batch, scores] first; this one has: {built}.");
        }
    }

    private static string Describe(GraphManifest graph) =>
        $"opset {graph.Opset}, IR version {graph.IrVersion}, inputs {Describe(graph.Inputs)}, outputs {Describe(graph.Outputs)}";

    private static string Describe(IReadOnlyList<TensorManifest> tensors) =>
        string.Join(" and ", tensors.Select(t => $"'{t.Name}' {t.Type} [{string.Join(", ", t.Shape)}]"));

    private static void Create(string folder, string path, IReadOnlyList<Golden> goldens)
    {
        using var content = new MemoryStream();
        PackageJson.WriteGoldens(content, goldens);
        Create(folder, path, content.ToArray());
    }

    private static void Create(string folder, string path, string text) => Create(folder, path, Encoding.UTF8.GetBytes(text));

    private static void Create(string folder, string path, ReadOnlySpan<byte> content)
    {
        var place = Locate(folder, path);
        if (File.Exists(place))
        {
            throw new ExportException($"{path} would be written twice; the manifest gives two files one name.");
        }

        DurableFile.Create(place, content);
    }

    private static string Locate(string folder, string path)
    {
        var place = Path.GetFullPath(Path.Combine(folder, path));
        if (!place.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new ExportException($"'{path}' lies outside the package; give a path within it.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        return place;
    }
}
