namespace RnnOnnx.Kills.Zoos;

/// <summary>A training that is killed.</summary>
/// <param name="Model">The network.</param>
/// <param name="Corpus"><c>real</c>, or a file of the data folder.</param>
/// <param name="Replaces">Whether the zoo has an older package of it already, which has to be replaced and must not be what is compared.</param>
internal sealed record TrainingScenario(string Model, string Corpus, bool Replaces)
{
    /// <summary>Masks and dropout, over texts of one's own; a network that generates, whose texts differ in length; one whose word vectors are a package beside it.</summary>
    public static IReadOnlyList<TrainingScenario> All { get; } =
    [
        new("reviews-lstm-dropout", Texts.OwnFile, true),
        new("char-generator", "real", true),
        new("imdb-w2v-gru-200", Texts.OwnFile, false),
    ];
}
