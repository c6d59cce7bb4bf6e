namespace RnnOnnx.Trainer.Corpora;

/// <summary>The Large Movie Review Dataset (Maas et al., 2011), as Keras' word ids and as text.</summary>
public static class ImdbCorpus
{
    /// <summary>The name of the corpus of word ids.</summary>
    public const string Name = "imdb";

    /// <summary>The name of the corpus of texts.</summary>
    public const string TextsName = "imdb-text";

    /// <summary>Names of the labels.</summary>
    public static IReadOnlyList<string> Labels { get; } = ["negative", "positive"];

    /// <summary>The files of the word ids, below the data folder.</summary>
    public static IReadOnlyList<string> Files { get; } = ["imdb/imdb_sequences.npz", "imdb/imdb_word_index.json"];

    /// <summary>The files of the texts, below the data folder.</summary>
    public static IReadOnlyList<string> TextFiles { get; } = ["imdb/imdb_train.tsv.gz", "imdb/imdb_test.tsv.gz"];

    /// <summary>Reads the word ids, in the order in which Keras' <c>load_data</c> gives them.</summary>
    /// <param name="data">The data folder.</param>
    /// <exception cref="CorpusException">A file is missing or damaged.</exception>
    public static Corpus Read(string data)
    {
        using var archive = NumpyArchive.Open(DataFolder.Require(Path.Combine(data, Files[0])));
        var vocabulary = KerasWordIndex.ReadVocabulary(Path.Combine(data, Files[1]));
        var words = vocabulary.Count - KerasWordIndex.FirstWord;
        return new Corpus(
            Name,
            false,
            vocabulary,
            Labels,
            KerasWordIndex.ReadSequences(archive, "_train", words, Labels.Count),
            KerasWordIndex.ReadSequences(archive, "_test", words, Labels.Count));
    }

    /// <summary>Reads the reviews as text, in the order of the files.</summary>
    /// <param name="data">The data folder.</param>
    /// <exception cref="CorpusException">A file is missing or damaged.</exception>
    public static TextCorpus ReadTexts(string data) =>
        new(TextsName, false, Labels, TabSeparated.Read(Path.Combine(data, TextFiles[0]), Labels.Count), TabSeparated.Read(Path.Combine(data, TextFiles[1]), Labels.Count));
}
