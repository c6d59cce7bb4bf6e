using FluentAssertions;
using RnnOnnx.Trainer.Corpora;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora;

public sealed class SkipGramTests
{
    private static readonly SkipGramOptions Options = new() { Dimension = 20, Window = 2, Subsampling = 0, MinimumCount = 2, Epochs = 10, Seed = 3 };

    [Fact]
    public void Words_that_share_contexts_end_nearer_than_words_that_do_not()
    {
        var vectors = SkipGram.Train("v", Texts(), Options);
        vectors.Words.Should().HaveCount(12).And.NotContain("once", "it is rarer than the minimum count");

        // Words 0 to 5 occur only with one another, and so do 6 to 11.
        var (same, other) = (new List<double>(), new List<double>());
        for (var a = 0; a < 12; a++)
        {
            for (var b = a + 1; b < 12; b++)
            {
                (a / 6 == b / 6 ? same : other).Add(Cosine(vectors, $"w{a}", $"w{b}"));
            }
        }

        same.Min().Should().BeGreaterThan(other.Max() + 0.2, "vectors that do not tell the two groups apart are of no use to a network");
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_does_not()
    {
        var hash = SkipGram.Train("v", Texts(), Options).Sha256();
        SkipGram.Train("v", Texts(), Options).Sha256().Should().Be(hash, "a network must be trainable again from its seed");
        SkipGram.Train("v", Texts(), Options with { Seed = 4 }).Sha256().Should().NotBe(hash);
        SkipGram.Train("v", Texts(), Options with { Subsampling = 1e-2 }).Sha256().Should().NotBe(hash);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(50)]
    public void Any_number_of_dimensions_will_do(int dimension)
    {
        var vectors = SkipGram.Train("v", Texts(), Options with { Dimension = dimension, Epochs = 1 });
        vectors.Table.Length.Should().Be(12 * dimension);
        vectors.Table.ToArray().Should().OnlyContain(value => float.IsFinite(value) && value != 0, "rows that are filled up inside must come out whole");
    }

    [Fact]
    public void Texts_without_a_common_word_are_refused() =>
        FluentActions.Invoking(() => SkipGram.Train("v", [["a", "b"], []], Options)).Should().Throw<CorpusException>().WithMessage("*2 texts 2 times*");

    [Fact]
    public void A_corpus_without_files_gets_vectors_of_its_own_texts_and_says_so()
    {
        var chosen = VectorsSource.Get("glove-50d", [], null, Texts, 5);
        (chosen.AreOwn, chosen.Vectors.Dimension).Should().Be((true, 50));
        chosen.Source.Should().Be("own skip-gram, 50 dimensions, 401 training texts, seed 5", "a manifest must not claim GloVe for these");
        FluentActions.Invoking(() => VectorsSource.Get("glove", [], null, Texts, 5)).Should().Throw<CorpusException>().WithMessage("*'glove'*glove-50d*w2v-300d*");
    }

    [Fact]
    public void Files_are_taken_before_own_vectors_are_made()
    {
        using var folder = new Fixtures.TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "glove"));
        Write(folder.Path, "glove.6B.50d.top20000.txt.gz", "the");
        VectorsSource.Get("glove-50d", [folder.Path], null, Texts, 5).Source.Should().Be("glove.6B.50d.top20000");
        Write(folder.Path, "movie_words_50d_estimated.txt.gz", "dont");
        var both = VectorsSource.Get("glove-50d", [folder.Path], new HashSet<string> { "dont" }, Texts, 5);
        both.Source.Should().Be("glove.6B.50d.top20000 + movie_words_50d_estimated", "estimates are not GloVe, and the manifest says that they are in it");
        both.AreOwn.Should().BeFalse();
        both.Vectors.Words.Should().Equal("dont");
        VectorsSource.Get("glove-50d-alone", [folder.Path], null, Texts, 5).Vectors.Words.Should().Equal("the");
        VectorsSource.Get("own-50d", [folder.Path], null, Texts, 5).AreOwn.Should().BeTrue();
    }

    private static void Write(string folder, string name, string word)
    {
        using var stream = new System.IO.Compression.GZipStream(File.Create(Path.Combine(folder, "glove", name)), System.IO.Compression.CompressionLevel.Fastest);
        stream.Write(System.Text.Encoding.UTF8.GetBytes(word + string.Concat(Enumerable.Repeat(" 1", 50)) + "\n"));
    }

    private static List<IReadOnlyList<string>> Texts()
    {
        var random = new Random(1);
        var texts = Enumerable.Range(0, 400).Select(i => (IReadOnlyList<string>)[.. Enumerable.Range(0, 12).Select(_ => $"w{(i % 2 * 6) + random.Next(6)}")]);
        return [.. texts, ["once"]];
    }

    private static double Cosine(WordVectors vectors, string one, string other)
    {
        vectors.TryGetRow(one, out var a);
        vectors.TryGetRow(other, out var b);
        var (x, y) = (vectors[a].ToArray(), vectors[b].ToArray());
        return x.Zip(y, (p, q) => p * q).Sum() / Math.Sqrt(x.Sum(p => p * p) * y.Sum(q => q * q));
    }
}
