namespace RnnOnnx.Trainer.Corpora;

/// <summary>
/// Makes review-like texts from a seed. Word order matters in them: a quarter of all praise and blame is negated, and
/// after «but» the second half counts, so a word of praise alone does not say what a text is.
/// </summary>
public sealed class SampleReviews
{
    private static readonly string[] Things = ["film", "movie", "story", "plot", "script", "cast", "acting", "ending", "music", "camera work", "dialogue", "pacing", "humour", "lead actor", "villain"];
    private static readonly string[] Praise = ["good", "great", "wonderful", "funny", "moving", "clever", "gripping", "charming", "brilliant", "fresh", "convincing", "beautiful"];
    private static readonly string[] Blame = ["bad", "awful", "terrible", "boring", "clumsy", "dull", "predictable", "lifeless", "silly", "messy", "annoying", "ugly"];
    private static readonly string[] Degrees = ["", "", "really ", "quite ", "simply ", "so ", "truly "];
    private static readonly string[] Negations = ["is not {0}", "isn't {0}", "is never {0}", "is hardly {0}", "is anything but {0}", "is far from {0}"];
    private static readonly string[] Asides =
    [
        "I saw it on a Sunday with my sister", "It runs for two hours", "The director has made five others", "It is set in a small town by the sea",
        "We talked about it on the way home", "The theatre was half full", "It was shot in black and white", "My neighbour lent me the disc",
        "There is a scene on a train", "Somebody behind us was eating popcorn",
    ];

    private readonly Random _random;

    private SampleReviews(int seed) => _random = new Random(seed);

    /// <summary>Makes texts, half of them negative (label 0) and half positive (label 1), in random order.</summary>
    /// <param name="count">Number of texts.</param>
    /// <param name="seed">The same seed gives the same texts on every machine.</param>
    public static IReadOnlyList<LabelledText> Make(int count, int seed) => Make(count, seed, reviews => reviews.Review);

    /// <summary>Makes texts of one or two sentences, half of them negative (label 0) and half positive (label 1), in random order.</summary>
    /// <param name="count">Number of texts.</param>
    /// <param name="seed">The same seed gives the same texts on every machine.</param>
    public static IReadOnlyList<LabelledText> MakeShort(int count, int seed) => Make(count, seed, reviews => reviews.ShortReview);

    private static LabelledText[] Make(int count, int seed, Func<SampleReviews, Func<int, LabelledText>> kind)
    {
        var reviews = new SampleReviews(seed);
        var texts = Enumerable.Range(0, count).Select(i => kind(reviews)(i % 2)).ToArray();
        reviews._random.Shuffle(texts);
        return texts;
    }

    private LabelledText Review(int label)
    {
        var sentences = new List<string>();
        for (var count = _random.Next(2, 7); count > 0; count--)
        {
            sentences.Add(Sentence(label, _random.Next(4)));
        }

        sentences.Add($"All in all this {Pick(Things)} {Claim(label == 1)}");
        return Punctuated(sentences, label);
    }

    private LabelledText ShortReview(int label) =>
        Punctuated(_random.Next(3) == 0 ? [Pick(Asides), Sentence(label, _random.Next(1, 4))] : [Sentence(label, _random.Next(1, 4))], label);

    private string Sentence(int label, int kind) => kind switch
    {
        0 => Pick(Asides),
        1 => $"The {Pick(Things)} {Claim(label == 0)}, but the {Pick(Things)} {Claim(label == 1)}",
        _ => $"The {Pick(Things)} {Claim(label == 1)}",
    };

    private LabelledText Punctuated(List<string> sentences, int label) =>
        new(string.Join(' ', sentences.Select(s => s + (_random.Next(6) == 0 ? "!" : "."))), label);

    private string Claim(bool praise)
    {
        var negated = _random.Next(4) == 0;
        var word = Pick(Degrees) + Pick(praise != negated ? Praise : Blame);
        return negated ? string.Format(null, Pick(Negations), word) : "is " + word;
    }

    private string Pick(string[] choices) => choices[_random.Next(choices.Length)];
}
