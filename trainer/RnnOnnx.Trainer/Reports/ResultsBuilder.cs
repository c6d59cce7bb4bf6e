using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Evaluation;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Reports;

/// <summary>Gathers what is known of a zoo's figures, and times its packages. What is missing stays missing.</summary>
/// <param name="corpora">Where texts to time with come from.</param>
/// <param name="output">Receives a line per package.</param>
public sealed class ResultsBuilder(CorpusCatalog corpora, TextWriter output)
{
    private const double ReferenceMargin = .01;
    private readonly EvaluationCorpora _texts = new(corpora);

    /// <summary>Gathers the results of a zoo. A damaged package stops none of the others; those of a sample corpus, and of users' own texts, are left out.</summary>
    /// <param name="models">The zoo's folder.</param>
    /// <param name="reference">The table of the figures in plain PyTorch; it may be missing.</param>
    /// <param name="calls">Calls with one text per package, at least 1.</param>
    /// <param name="cancellation">Stops between two packages.</param>
    /// <exception cref="RnnOnnxException">The folder is missing, or a table makes no sense.</exception>
    public ZooResults Build(string models, string reference, int calls, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(calls, 1);
        using var zoo = ModelZoo.Open(models);
        var remarks = new List<string>();
        var rows = Rows(Path.Combine(zoo.Folder, ResultsTable.FileName), remarks);
        var references = ReferenceTable.Read(reference);
        if (references.Count == 0)
        {
            remarks.Add($"There is no table of figures in plain PyTorch, so networks of which no document prints a figure have no mark; `make reference` writes {Path.GetFileName(reference)}.");
        }

        var packages = Packages(zoo, calls, remarks, cancellation);
        var results = ArchitectureRegistry.All.SelectMany(architecture => Of(architecture, rows[architecture.Id], packages, references)).ToArray();
        return new ZooResults
        {
            Models = results,
            Others =
            [
                .. ArchitectureRegistry.All.SelectMany(a => a.Marks.Where(mark => mark.Metric != "test_accuracy").Select(mark => new OtherFigure(
                    a.Id, mark.Metric, mark.Value, mark.Note, packages.Values.FirstOrDefault(p => p.Manifest.Id == a.Id).Manifest?.Training.Metrics.TryGetValue(mark.Metric, out var ours) == true ? ours : null))),
            ],
            Vectors =
            [
                .. packages.Values.Select(p => p.Figures.Vectors).OfType<string>().Distinct().Order(StringComparer.Ordinal)
                    .Select(id => (id, Directory.GetFiles(Path.Combine(zoo.Folder, id), "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length))),
            ],
            Remarks = remarks,
            Machine = $"{Machine.Processor}, {Environment.ProcessorCount} cores, ONNX Runtime {EngineVersions.OnnxRuntime}",
            Calls = calls,
        };
    }

    private static ILookup<string, ResultRow> Rows(string path, List<string> remarks)
    {
        var all = ResultsTable.Read(path);
        var known = ArchitectureRegistry.All.Select(a => a.Id).ToHashSet();
        var (samples, unknown) = (all.Count(row => row.IsSample), all.Where(row => !known.Contains(row.Model)).Select(row => row.Model).Distinct().ToArray());
        if (samples > 0)
        {
            remarks.Add($"{Quantity.Count(samples, "row")} of `{ResultsTable.FileName}` {(samples == 1 ? "is" : "are")} left out, whose texts a generator made.");
        }

        if (unknown.Length > 0)
        {
            remarks.Add($"Rows of {string.Join(", ", unknown)} are left out: there are no such networks.");
        }

        return all.Where(row => !row.IsSample && known.Contains(row.Model)).ToLookup(row => row.Model);
    }

    private Dictionary<(string Model, string Corpus, string Vectors, string Recipe), (ModelManifest Manifest, PackageFigures Figures)> Packages(
        ModelZoo zoo, int calls, List<string> remarks, CancellationToken cancellation)
    {
        var packages = new Dictionary<(string, string, string, string), (ModelManifest, PackageFigures)>();
        foreach (var summary in zoo.Models)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                var package = zoo.OpenPackage(summary.Id);
                var manifest = package.Manifest;
                if (ArchitectureRegistry.OfZoo(manifest)?.Id != manifest.Id || manifest.Training.SampleCorpus)
                {
                    remarks.Add($"The package `{manifest.Id}` is left out: it was trained on {manifest.Training.Corpus}.");
                    continue;
                }

                var figures = PackageTimes.AddTo(
                    new PackageFigures
                    {
                        Seed = manifest.Training.Seed,
                        Accuracy = manifest.Training.Metrics.TryGetValue("test_accuracy", out var accuracy) ? accuracy : null,
                        Bytes = manifest.Files.Sum(file => file.Bytes),
                        Vectors = manifest.Vectors?.Id,
                    },
                    package,
                    _texts,
                    calls);
                packages.Add((manifest.Id, manifest.Training.Corpus, ResultsTable.VectorsOf(manifest), manifest.Training.Recipe), (manifest, figures));
                output.WriteLine($"{manifest.Id}: {(figures.One is { } one ? $"{Quantity.Time(one)} for one text" : "no time for one text")}, {(figures.Thousand is { } many ? $"{Quantity.Time(many)} for 1,000" : "none for 1,000")}{(figures.Gap is { } gap ? $" ({gap})" : "")}");
            }
            catch (PackageException e)
            {
                remarks.Add($"The package `{summary.Id}` is damaged: {e.Message}");
                output.WriteLine($"{summary.Id}: {e.Message}");
            }
        }

        return packages;
    }

    private static IEnumerable<ModelResult> Of(
        Architecture architecture,
        IEnumerable<ResultRow> rows,
        Dictionary<(string Model, string Corpus, string Vectors, string Recipe), (ModelManifest Manifest, PackageFigures Figures)> packages,
        IReadOnlyDictionary<(string Model, string Corpus), SeedSpread> references)
    {
        var runs = rows.ToLookup(row => (row.Model, row.Corpus, row.Vectors, row.Recipe));
        (string Model, string Corpus, string Vectors, string Recipe) untrained = (architecture.Id, architecture.Corpus, architecture.Vectors ?? "", architecture.Recipes[0].Name);
        var keys = runs.Select(group => group.Key).Union(packages.Keys.Where(key => key.Model == architecture.Id)).DefaultIfEmpty(untrained);
        string[] recipes = [.. architecture.Recipes.Select(recipe => recipe.Name)];
        foreach (var key in keys.OrderBy(key => key.Corpus != architecture.Corpus).ThenBy(key => key.Corpus, StringComparer.Ordinal)
            .ThenBy(key => (uint)Array.IndexOf(recipes, key.Recipe)).ThenBy(key => key.Recipe, StringComparer.Ordinal)
            .ThenBy(key => key.Vectors != architecture.Vectors).ThenBy(key => key.Vectors, StringComparer.Ordinal))
        {
            var group = runs[key].ToArray();
            references.TryGetValue((key.Model, key.Corpus), out var reference);
            yield return new ModelResult
            {
                Architecture = architecture,
                Corpus = key.Corpus,
                Vectors = key.Vectors,
                Recipe = key.Recipe,
                Spread = group.Length == 0 ? null : SeedSpread.Of([.. group.Select(row => row.TestAccuracy)]),
                DocumentProtocol = group.Average(row => row.DocumentProtocol),
                Mark = key.Corpus == architecture.Corpus ? Mark(architecture, references) : null,
                Reference = key.Recipe == untrained.Recipe && key.Vectors == untrained.Vectors ? reference : null,
                TrainSeconds = group.Average(row => row.TrainSeconds),
                MadeWith = [.. group.GroupBy(row => new MadeWith(row.Torch, row.OnnxRuntime, row.Processor)).OrderByDescending(same => same.Count()).Select(same => same.Key)],
                Package = packages.TryGetValue(key, out var package) ? package.Figures : null,
                Remarks = [.. architecture.Remarks.Where(remark => remark.IsAbout(key.Recipe, key.Vectors)).Select(remark => remark.Text)],
            };
        }
    }

    private static ResultMark? Mark(Architecture architecture, IReadOnlyDictionary<(string Model, string Corpus), SeedSpread> references)
    {
        var marks = architecture.Marks.Where(mark => mark.Metric == "test_accuracy").ToArray();
        return marks.Length > 0 ? new ResultMark($"document {architecture.Document}", marks.Max(mark => mark.Value), 0)
            : references.TryGetValue((architecture.Id, architecture.Corpus), out var reference) ? new ResultMark($"plain PyTorch, {Quantity.Count(reference.Seeds, "seed")}", reference.Mean, ReferenceMargin)
            : null;
    }
}
