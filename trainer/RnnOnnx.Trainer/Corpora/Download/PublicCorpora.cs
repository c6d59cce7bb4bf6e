using System.Text;

namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>
/// The public originals. The pins of Keras' two archives stand in Keras' own sources (<c>keras/src/datasets</c>); those of its word indexes were taken
/// from files whose MD5 is the one in these sources; those of the reviews and of GloVe are the ones that several
/// independent loaders pin; that of the sentences was computed from a commit of NLTK's data repository, whose index has the same size and MD5.
/// </summary>
public static class PublicCorpora
{
    private const string Keras = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/";
    private const string NltkCommit = "5db857e6f7df11eabb5e5665836db9ec8df07e28";

    private static readonly string[] ReutersTopics =
    [
        "cocoa", "grain", "veg-oil", "earn", "acq", "wheat", "copper", "housing", "money-supply", "coffee", "sugar", "trade", "reserves", "ship", "cotton",
        "carcass", "crude", "nat-gas", "cpi", "money-fx", "interest", "gnp", "meal-feed", "alum", "oilseed", "gold", "tin", "strategic-metal", "livestock",
        "retail", "ipi", "iron-steel", "rubber", "heat", "jobs", "lei", "bop", "zinc", "orange", "pet-chem", "dlr", "gas", "silver", "wpi", "hog", "lead",
    ];

    /// <summary>Names of the corpora.</summary>
    public static IReadOnlyList<string> Names { get; } = ["imdb", "reuters", "glove", "sentences"];

    /// <summary>All corpora.</summary>
    public static IReadOnlyList<PublicCorpus> All => [Imdb(), Reuters(), Glove(), Sentences()];

    /// <summary>The conversion of Keras' archive of newswires, which lacks the names of their topics.</summary>
    /// <param name="rows">Number of newswires.</param>
    internal static Conversion Wires(int rows) => (original, products, cancellation) =>
    {
        KerasSequences.Parts(rows, ReutersTopics.Length, "")(original, products, cancellation);
        products[1].Write(Encoding.UTF8.GetBytes($"[{string.Join(", ", ReutersTopics.Select(t => $"\"{t}\""))}]"));
    };

    private static PublicCorpus Imdb() => new(
        Names[0],
        "Large Movie Review Dataset v1.0. Its authors ask to be cited: Maas et al., Learning Word Vectors for Sentiment Analysis, ACL 2011; they state no licence.",
        [
            new(
                Pin("aclImdb_v1.tar.gz", "https://ai.stanford.edu/~amaas/data/sentiment/", 84_125_825, "c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe"),
                ImdbCorpus.TextFiles,
                new ReviewTexts(12_500).Convert),
            new(
                Pin("imdb.npz", Keras, 17_464_789, "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"),
                [ImdbCorpus.Files[0]],
                KerasSequences.Parts(25_000, 2, "_train", "_test")),
            new(
                Pin("imdb_word_index.json", Keras, 1_641_221, "027313fe9a320280f3bf0fac5baf58c4a683cf39a7ed9c3d3d3912bde4284cf6"),
                [ImdbCorpus.Files[1]],
                Copy),
        ]);

    private static PublicCorpus Reuters() => new(
        Names[1],
        "Reuters-21578, Distribution 1.0, as Keras has it. Copyright Reuters Ltd.; for research purposes only, and to be named in publications.",
        [
            new(
                Pin("reuters.npz", Keras, 2_110_848, "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"),
                [ReutersCorpus.Files[0], ReutersCorpus.Files[2]],
                Wires(11_228)),
            new(
                Pin("reuters_word_index.json", Keras, 550_378, "9b56000edc4b34a32e89fd5a23b2605594682c74efcf7d8f4e2a5514b771e633"),
                [ReutersCorpus.Files[1]],
                Copy),
        ]);

    private static PublicCorpus Glove() => new(
        Names[2],
        "GloVe 6B. Public Domain Dedication and License 1.0; cite Pennington, Socher, Manning: GloVe, EMNLP 2014.",
        [
            new(
                Pin("glove.6B.zip", "https://downloads.cs.stanford.edu/nlp/data/", 862_182_613, "617afb2fe6cbd085c235baf7a465b96f4112bd7f7ccb2b2cbd649fed9cbcf2fb"),
                ["glove/glove.6B.50d.txt.gz"],
                new GloveVectors("glove.6B.50d.txt", 400_000).Convert),
        ]);

    private static PublicCorpus Sentences() => new(
        Names[3],
        "Sentence Polarity Dataset v1.0. CC BY 4.0 by NLTK's data index; cite Pang and Lee, Seeing Stars, ACL 2005.",
        [
            new(
                Pin("sentence_polarity.zip", $"https://raw.githubusercontent.com/nltk/nltk_data/{NltkCommit}/packages/corpora/", 490_256, "6e1ed4405b65c7eabf1d199a7f7c437091ac21da0ea7467b410a74062574566b"),
                ["sentences/rt_polarity.tsv.gz"],
                new SentencePolarity(5331).Convert),
        ]);

    private static Origin Pin(string file, string folder, long bytes, string sha256) => new(file, new Uri(folder + file), bytes, sha256);

    private static void Copy(string original, IReadOnlyList<Stream> products, CancellationToken cancellation)
    {
        using var file = File.OpenRead(original);
        file.CopyTo(products[0]);
    }
}
