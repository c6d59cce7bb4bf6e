namespace RnnOnnx.Trainer.Corpora;

/// <summary>The generated corpora that stand in where a real one is missing; the same on every machine.</summary>
internal static class SampleCorpora
{
    private const int Training = 2000;
    private const int Test = 500;
    private const int SentenceCount = 3000;
    private const int Seed = 20260101;

    /// <summary>Reviews as word ids.</summary>
    public static Corpus Imdb()
    {
        var texts = ImdbTexts();
        return WordIndexFit.Fit(ImdbCorpus.Name + "-sample", texts.Training, texts.Test, texts.Labels);
    }

    /// <summary>The reviews of <see cref="Imdb"/> as text.</summary>
    public static TextCorpus ImdbTexts()
    {
        var texts = SampleReviews.Make(Training + Test, Seed);
        return new TextCorpus(ImdbCorpus.TextsName + "-sample", true, ImdbCorpus.Labels, [.. texts.Take(Training)], [.. texts.Skip(Training)]);
    }

    /// <summary>Reviews of one or two sentences.</summary>
    /// <param name="name">The real corpus' name.</param>
    public static TextCorpus Sentences(string name) =>
        new(name + "-sample", true, ImdbCorpus.Labels, SampleReviews.MakeShort(SentenceCount, Seed), []);

    /// <summary>Wires in 46 topics as word ids, every topic in both parts.</summary>
    public static Corpus Reuters()
    {
        var wires = SampleWires.Make(Training + Test, Seed);
        var split = CorpusSplit.Stratified([.. wires.Select(w => w.Label)], (double)Test / (Training + Test), Seed);
        return WordIndexFit.Fit(ReutersCorpus.Name + "-sample", [.. split.Training.Select(r => wires[r])], [.. split.HeldOut.Select(r => wires[r])], SampleWires.Topics);
    }
}
