namespace RnnOnnx.Trainer.Architectures;

/// <summary>Sentences of the project's own, on which every package records what its model answers.</summary>
internal static class GoldenTexts
{
    /// <summary>Texts about films: plain, negated, contrasted, empty, with words that no review has, and longer than any network reads.</summary>
    public static readonly IReadOnlyList<string> Films =
    [
        "Not a bad film at all.",
        "Wonderful! I laughed, I cried, and I would see it again tomorrow.",
        "Dull from the first minute to the last; even the popcorn was disappointed.",
        "A happy, sunny, joyful cast smiles and dances and sings, and I have seldom been so bored.",
        "The first half drags, but the ending makes up for everything.",
        "The first half is splendid, but the ending ruins everything.",
        "I wanted to like it. I really did.",
        "Nobody in it can act -- and yet... I couldn't look away!",
        "<br /><br />It isn't great, it isn't terrible, it's just there.",
        "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.",
        "10/10",
        "",
        string.Join(' ', Enumerable.Range(1, 130).Select(scene => $"Scene {scene} is worse than the one before.")),
    ];

    /// <summary>How texts about films begin: nothing at all, a letter, words, whole sentences, unknown characters, and as long as the network reads.</summary>
    public static readonly IReadOnlyList<string> Openings =
    [
        "The film",
        "",
        "I",
        "data",
        "Not a bad film at all.",
        "I wanted to like it. I really d",
        "The first half drags, but the ending makes up for",
        "Nobody in it can act -- and yet... I couldn't",
        "ALL CAPITALS",
        "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.",
        "10/10 \t😀",
        string.Concat(Enumerable.Range(1, 10).Select(scene => $"Scene {scene % 10}: no ")),
    ];

    /// <summary>Newswires: of several topics, mixed, empty, with words that no wire has, and longer than any network reads.</summary>
    public static readonly IReadOnlyList<string> Wires =
    [
        "The company said its net profit rose to 12 mln dlrs in the first quarter, or 40 cts a share, from nine mln dlrs a year earlier.",
        "The board agreed to be acquired for 31 dlrs a share in cash; shareholders vote on the merger in May.",
        "Crude oil prices rose 20 cents a barrel after two producers said they would cut output.",
        "Wheat and corn exports fell last week, the department of agriculture said.",
        "The central bank lent money market dealers 200 mln stg at its usual rate.",
        "Coffee growers met in the capital and could not agree on quotas.",
        "Gold closed lower in quiet trading.",
        "Consumer prices rose half a percentage point in March, less than economists had expected.",
        "Ship owners say that strikes have closed the port, and sugar waits on the quays.",
        "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.",
        "1,234.5 vs 987",
        "",
        string.Join(' ', Enumerable.Range(1, 130).Select(day => $"On day {day} the price of copper rose.")),
    ];
}
