using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training;

public sealed class UnknownWordVectorTests : IDisposable
{
    private const int Dimension = 50;

    private readonly TemporaryFolder _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public void The_unknown_word_s_vector_is_the_mean_of_the_known_ones()
    {
        var reviews = ArchitectureRegistry.Find("reviews-gru");
        var texts = Prepare(reviews with { Pipeline = reviews.Pipeline with { Unknown = UnknownTokens.Unk } });
        texts.Vocabulary[Vocabulary.UnknownId].Should().Be(Vocabulary.UnknownToken);
        texts.Pipeline.Encode("The zzyzx film").Ids.Should().HaveElementAt(1, Vocabulary.UnknownId, "a word that the vocabulary lacks keeps its place");

        var rows = texts.VectorTable!.Chunk(Dimension).ToArray();
        rows[0].Should().OnlyContain(v => v == 0, "padding has no meaning");
        var known = rows.Skip(2).Where(row => row.Any(v => v != 0)).ToArray();
        known.Should().HaveCountGreaterThan(50, "the sample has more words than that");
        for (var i = 0; i < Dimension; i++)
        {
            ((double)rows[Vocabulary.UnknownId][i]).Should().BeApproximately(known.Average(row => (double)row[i]), 1e-6, "document 001 replaces unknown words by what words are on average");
        }
    }

    [Fact]
    public void Dropped_words_need_no_vector()
    {
        var texts = Prepare(ArchitectureRegistry.Find("reviews-gru"));
        texts.Vocabulary[1].Should().NotBe(Vocabulary.UnknownToken);
        texts.Pipeline.Encode("The zzyzx film").Ids.Should().HaveCount(2, "the document drops what it does not know");
    }

    private PreparedTexts Prepare(Architecture architecture) =>
        new DataPreparation(new CorpusCatalog(), TextWriter.Null).Prepare(architecture, 0.1, new TrainOptions { Models = _models.Path, Corpus = CorpusChoice.Sample });
}
