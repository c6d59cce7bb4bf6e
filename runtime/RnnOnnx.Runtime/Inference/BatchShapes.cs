using RnnOnnx.Packages;

namespace RnnOnnx.Inference;

/// <summary>The batches that a model is run with on a provider.</summary>
/// <param name="MaximumRows">Most texts of a batch.</param>
/// <param name="MaximumSteps">Most ids of a text.</param>
/// <param name="Adaptive">False when the graph computes all texts in full, whatever their length.</param>
/// <param name="OnGpu">True where lengths are rounded to few.</param>
internal sealed record BatchShapes(int MaximumRows, int MaximumSteps, bool Adaptive, bool OnGpu)
{
    private const int LongText = 128;
    private const int RowsOfLongTexts = 6;

    /// <summary>Most texts of a batch whose longest has more than 128 steps.</summary>
    public int MaximumRowsOfLongTexts { get; init; } = MaximumRows;

    /// <summary>The shapes that come again and again on a GPU: a text alone and full batches, of each length.</summary>
    public IReadOnlyList<(int Rows, int Steps)> Repeated
    {
        get
        {
            int[] rows = MaximumRows == 1 ? [1] : [MaximumRows, 1];
            return [.. (Adaptive ? LengthBuckets.All(MaximumSteps) : [MaximumSteps]).SelectMany(steps => rows.Select(row => (row, steps)))];
        }
    }

    /// <summary>The batches of a package's model.</summary>
    public static BatchShapes Of(ModelPackage package, ClassifierOptions options, ExecutionProvider provider)
    {
        // The input of a batch is one array.
        var numbers = (long)package.Manifest.Pipeline.MaximumLength * (package.Vectors?.Manifest.Dimension ?? 1);
        var rows = (int)Math.Min(options.MaximumBatchSize ?? ClassifierOptions.DefaultBatchSize(provider), Array.MaxLength / numbers);
        return new BatchShapes(rows, package.Manifest.Pipeline.MaximumLength, package.Manifest.Graph.LengthAdaptive, provider != ExecutionProvider.Cpu)
        {
            MaximumRowsOfLongTexts = options.MaximumBatchSize is null && provider == ExecutionProvider.Cpu ? Math.Min(rows, RowsOfLongTexts) : rows,
        };
    }

    /// <summary>Most texts of a batch.</summary>
    /// <param name="ids">Number of ids of its longest text.</param>
    public int Rows(int ids) => Steps(ids) > LongText ? MaximumRowsOfLongTexts : MaximumRows;

    /// <summary>Steps of a batch.</summary>
    /// <param name="ids">Number of ids of its longest text.</param>
    public int Steps(int ids) => !Adaptive ? MaximumSteps : OnGpu ? LengthBuckets.RoundUp(ids, MaximumSteps) : Math.Max(ids, 1);
}
