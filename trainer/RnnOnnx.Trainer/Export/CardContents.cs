using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Reports;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Export;

/// <summary>Everything that a model's card says.</summary>
public sealed record CardContents
{
    /// <summary>The package's manifest.</summary>
    public required ModelManifest Manifest { get; init; }

    /// <summary>The labels in the order of the scores.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Texts of the project's own with the model's scores; at least one.</summary>
    public required IReadOnlyList<Golden> Goldens { get; init; }

    /// <summary>The figures that the network's document prints, shown beside ours.</summary>
    public IReadOnlyList<Mark> Marks { get; init; } = [];

    /// <summary>What a reader must know besides: slips of the document, departures from it. One paragraph each, Markdown.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether the package has the figures of its epochs.</summary>
    public bool HasHistory { get; init; }

    /// <summary>The network's figures on the same corpus over seeds, by word vectors and recipe; none where nobody asked the table of results.</summary>
    public IReadOnlyList<(string Vectors, string Recipe, SeedSpread Spread)> Seeds { get; init; } = [];

    /// <summary>What the model says of the project's own texts; none where it was not asked.</summary>
    internal IReadOnlyList<JudgedExample> Judged { get; init; } = [];

    /// <summary>The card of a package that is being written.</summary>
    /// <param name="contents">The package's contents.</param>
    public static CardContents Of(PackageContents contents)
    {
        ArgumentNullException.ThrowIfNull(contents);
        return new() { Manifest = contents.Manifest, Labels = contents.Labels, Goldens = contents.Goldens, Marks = contents.Marks, Notes = contents.Notes, HasHistory = contents.History is not null };
    }

    /// <summary>The card of a package that is there, of what the package, its architecture and the results say now.</summary>
    /// <param name="package">The package.</param>
    /// <param name="results">The zoo's results.</param>
    /// <exception cref="RnnOnnxException">The model cannot be asked about the project's own texts.</exception>
    public static CardContents Of(ModelPackage package, IReadOnlyList<ResultRow> results)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(results);
        var manifest = package.Manifest;
        var (architecture, vectors) = (ArchitectureRegistry.OfZoo(manifest), ResultsTable.VectorsOf(manifest));
        return new()
        {
            Manifest = manifest,
            Labels = package.Labels,
            Goldens = package.ReadGoldens(),
            Marks = manifest.Training.SampleCorpus ? [] : architecture?.Marks ?? [],
            Notes =
            [
                .. ArchitectureRegistry.All.FirstOrDefault(a => a.Id == manifest.Architecture)?.Notes ?? [],
                .. architecture?.Remarks.Where(remark => !manifest.Training.SampleCorpus && remark.IsAbout(manifest.Training.Recipe, vectors)).Select(remark => remark.Text) ?? [],
            ],
            HasHistory = package.ReadFile(TrainingHistory.FileName) is not null,
            Seeds =
            [
                .. results.Where(row => row.Model == manifest.Id && row.Corpus == manifest.Training.Corpus).GroupBy(row => (row.Vectors, row.Recipe))
                    .OrderBy(rows => rows.Key != (vectors, manifest.Training.Recipe)).ThenBy(rows => rows.Key.Recipe, StringComparer.Ordinal).ThenBy(rows => rows.Key.Vectors, StringComparer.Ordinal)
                    .Select(rows => (rows.Key.Vectors, rows.Key.Recipe, SeedSpread.Of([.. rows.Select(row => row.TestAccuracy)]))),
            ],
            Judged = JudgedExample.Of(package),
        };
    }
}
