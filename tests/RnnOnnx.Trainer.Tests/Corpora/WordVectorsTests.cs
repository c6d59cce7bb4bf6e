using FluentAssertions;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora;

public sealed class WordVectorsTests
{
    private readonly WordVectors _vectors = new("own", ["film", "the"], [1, 2, 3, 4], 2);

    [Fact]
    public void A_word_has_its_row()
    {
        _vectors.TryGetRow("the", out var row).Should().BeTrue();
        _vectors[row].ToArray().Should().Equal(3, 4);
        _vectors.TryGetRow("The", out _).Should().BeFalse("case is the pipeline's affair");
    }

    [Fact]
    public void A_second_set_fills_gaps_and_overrides_nothing()
    {
        var both = _vectors.With(new WordVectors("estimated", ["the", "dont"], [9, 9, 5, 6], 2));
        both.Words.Should().Equal("film", "the", "dont");
        both.Table.ToArray().Should().Equal([1, 2, 3, 4, 5, 6], "an estimate must not replace a real vector");
        both.Name.Should().Be("own + estimated", "the manifest says which vectors were used");
        _vectors.Invoking(v => v.With(new WordVectors("wide", ["x"], [1], 1))).Should().Throw<CorpusException>().WithMessage("*2 dimensions*'wide' have 1*");
    }

    [Fact]
    public void The_report_counts_the_commonest_words_without_a_vector_and_names_them()
    {
        var coverage = _vectors.Cover(["the", "br", "film", "it's", "rare"], 4);
        coverage.Words.Should().Be(4);
        coverage.Missing.Should().Equal(["br", "it's"], "document 000 asks which of the 10,000 commonest words have no vector");
        coverage.ToString().Should().Be("2 of the 4 commonest words have no vector in own: br it's");
    }

    [Fact]
    public void The_hash_sees_words_numbers_and_shape()
    {
        var hash = _vectors.Sha256();
        new WordVectors("other name", ["film", "the"], [1, 2, 3, 4], 2).Sha256().Should().Be(hash);
        new WordVectors("own", ["film", "tea"], [1, 2, 3, 4], 2).Sha256().Should().NotBe(hash);
        new WordVectors("own", ["film", "the"], [1, 2, 3, 5], 2).Sha256().Should().NotBe(hash);
    }

    [DataFact("glove/glove.6B.50d.top20000.txt.gz", "imdb/imdb_word_index.json")]
    public void GloVe_covers_the_real_index_as_it_is_said_to()
    {
        var data = DataFactAttribute.Folder("glove/glove.6B.50d.top20000.txt.gz", "imdb/imdb_word_index.json");
        var glove = WordVectorsFile.Read(Path.Combine(data, "glove/glove.6B.50d.top20000.txt.gz"));
        (glove.Words.Count, glove.Dimension).Should().Be((20_000, 50));
        glove[0][..4].ToArray().Should().Equal([0.418f, 0.24968f, -0.41242f, 0.1217f], "this is the published first line of glove.6B.50d.txt");

        var index = KerasWordIndex.ReadVocabulary(Path.Combine(data, "imdb/imdb_word_index.json"));
        var words = Enumerable.Range(KerasWordIndex.FirstWord, 10_000).Select(id => index[id]).ToArray();
        new[] { 1_000, 5_000, 10_000 }.Select(n => n - glove.Cover(words, n).Missing.Count).Should().Equal([960, 4_558, 7_975], "data/README.md states this coverage");
    }

    [DataFact("w2v/imdb_w2v_300d.f16.npy", "w2v/imdb_w2v_300d.words.txt")]
    public void The_projects_own_table_is_read()
    {
        var data = DataFactAttribute.Folder("w2v/imdb_w2v_300d.f16.npy", "w2v/imdb_w2v_300d.words.txt");
        var vectors = WordVectorsFile.Read(Path.Combine(data, "w2v/imdb_w2v_300d.f16.npy"), new VectorSelection(First: 2000));
        (vectors.Words.Count, vectors.Dimension, vectors.Name).Should().Be((2000, 300, "imdb_w2v_300d"));
        Cosine(vectors, "good", "great").Should().BeGreaterThan(Cosine(vectors, "good", "house") + 0.1, "rows that are shifted against their words make noise of every network");
    }

    private static double Cosine(WordVectors vectors, string one, string other)
    {
        vectors.TryGetRow(one, out var a).Should().BeTrue();
        vectors.TryGetRow(other, out var b).Should().BeTrue();
        var (x, y) = (vectors[a].ToArray(), vectors[b].ToArray());
        return x.Zip(y, (p, q) => p * q).Sum() / Math.Sqrt(x.Sum(p => p * p) * y.Sum(q => q * q));
    }
}
