namespace RnnOnnx.Trainer.Corpora;

/// <summary>The corpora that stand for the sentence reviews of document 000: all IMDB reviews, and sentences about films.</summary>
public static class SentenceReviews
{
    /// <summary>The name of the IMDB reviews and the Sentence Polarity Dataset (Pang and Lee, 2005).</summary>
    public const string Name = "reviews";

    /// <summary>The name of the same with the Stanford Sentiment Treebank (SST-2), whose phrases are cut from sentences of the former: a random split leaks.</summary>
    public const string MixedName = "reviews-mixed";

    /// <summary>The files of <see cref="Name"/>, below the data folder.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. ImdbCorpus.TextFiles, "sentences/rt_polarity.tsv.gz"];

    /// <summary>The files of <see cref="MixedName"/>, below the data folder.</summary>
    public static IReadOnlyList<string> MixedFiles { get; } = [.. Files, "sentences/sst2_train.tsv.gz", "sentences/sst2_dev.tsv.gz"];

    /// <summary>Makes one training part of the IMDB reviews and the files of sentences, in this order; there is no test part.</summary>
    /// <param name="name">The corpus' name.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="imdb">The IMDB reviews.</param>
    /// <param name="files">All files of the corpus; those of <paramref name="imdb"/> are not read again.</param>
    /// <exception cref="CorpusException">A file is missing or damaged.</exception>
    public static TextCorpus Read(string name, string data, TextCorpus imdb, IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(imdb);
        var sentences = files.Except(ImdbCorpus.TextFiles).SelectMany(file => TabSeparated.Read(Path.Combine(data, file), ImdbCorpus.Labels.Count));
        return new TextCorpus(name, false, ImdbCorpus.Labels, [.. imdb.Training, .. imdb.Test, .. sentences], []);
    }
}
