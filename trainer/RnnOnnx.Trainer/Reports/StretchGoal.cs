using RnnOnnx.Trainer.Architectures;

namespace RnnOnnx.Trainer.Reports;

/// <summary>What the best of a family is to reach beyond the networks' own marks, by whatever recipe.</summary>
/// <param name="Family">The family, in words.</param>
/// <param name="Accuracy">The mean test accuracy over seeds.</param>
/// <param name="Has">Whether a network is of the family.</param>
internal sealed record StretchGoal(string Family, double Accuracy, Func<Architecture, bool> Has)
{
    /// <summary>All of them. A linear model over pairs of words reaches about .906 on the IMDB reviews.</summary>
    public static IReadOnlyList<StretchGoal> All { get; } =
    [
        new("`imdb-*`, one network, on the 25,000 test reviews", .900, a => a.Id.StartsWith("imdb-", StringComparison.Ordinal) && a.Split == SplitKind.OfficialTest && a.Members.Count == 0),
        new("`imdb-*`, an ensemble", .910, a => a.Id.StartsWith("imdb-", StringComparison.Ordinal) && a.Members.Count > 0),
        new("`reuters-*`", .800, a => a.Id.StartsWith("reuters-", StringComparison.Ordinal)),
        new("`reviews-*`", .821, a => a.Id.StartsWith("reviews-", StringComparison.Ordinal)),
    ];
}
