using System.Text.RegularExpressions;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>The first sentence of each review, for networks that learn to write.</summary>
public static partial class ReviewOpenings
{
    /// <summary>The corpus' name.</summary>
    public const string Name = "review-openings";

    /// <summary>Most characters of a sentence. None is cut: a text that breaks off would teach a wrong end.</summary>
    public const int MaximumLength = 120;

    // Writing needs no second look at 25,000 reviews to be judged.
    private const int TestTexts = 2500;

    /// <summary>Takes from every review its first sentence that is short enough; reviews without one are left out.</summary>
    /// <param name="reviews">The reviews, as they were written or generated.</param>
    /// <returns>A corpus with the reviews' labels, and at most 2,500 test texts, taken evenly.</returns>
    public static TextCorpus Of(TextCorpus reviews)
    {
        ArgumentNullException.ThrowIfNull(reviews);
        var every = Math.Max(1, reviews.Test.Count / TestTexts);
        return new TextCorpus(
            reviews.IsSample ? Name + "-sample" : Name,
            reviews.IsSample,
            reviews.Labels,
            Openings(reviews.Training),
            Openings(reviews.Test.Where((_, row) => row % every == 0)));
    }

    /// <summary>The first sentence of a review that has at most <see cref="MaximumLength"/> characters; null when it has none.</summary>
    /// <param name="review">The review; line breaks and runs of white space count as one blank.</param>
    internal static string? Opening(string review)
    {
        var text = Blanks().Replace(review.Replace("<br />", " ", StringComparison.Ordinal), " ").Trim();
        return SentenceEnds().Split(text).FirstOrDefault(sentence => sentence.Length is > 0 and <= MaximumLength);
    }

    private static LabelledText[] Openings(IEnumerable<LabelledText> reviews) =>
        [.. from review in reviews let opening = Opening(review.Text) where opening is not null select review with { Text = opening }];

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();

    [GeneratedRegex("(?<=[.!?]) ", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnds();
}
