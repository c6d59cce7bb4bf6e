using FluentAssertions;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora;

public sealed class ImdbCorpusTests
{
    [DataFact("imdb/imdb_sequences.npz", "imdb/imdb_word_index.json")]
    public void The_real_corpus_is_what_Keras_loads()
    {
        var corpus = ImdbCorpus.Read(DataFactAttribute.Folder("imdb/imdb_sequences.npz", "imdb/imdb_word_index.json"));
        (corpus.Training.Count, corpus.Test.Count).Should().Be((25_000, 25_000));
        corpus.Training.Labels.Sum().Should().Be(12_500);
        corpus.Training.Labels.Take(5).Should().Equal([1, 0, 0, 1, 0], "these are the first five labels of load_data()");
        corpus.Training.Ids[0].Should().HaveCount(217, "the document prints 218 for the first review, its start sign included");
        corpus.Training.Ids[4].Should().HaveCount(146, "and 147 for the fifth");
        corpus.Training.Ids[0].Take(10).Should().Equal([14, 22, 16, 43, 530, 973, 1622, 1385, 65, 458], "the document prints these ids");
        corpus.Vocabulary.Count.Should().Be(88_584 + 4);
        corpus.Vocabulary[4].Should().Be("the", "it is the commonest word, and ids of words start at 4");
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var folder = Directory.CreateTempSubdirectory("rnnonnx-").FullName;
        try
        {
            folder.Invoking(ImdbCorpus.Read).Should().Throw<CorpusException>().WithMessage("*imdb_sequences.npz*RNNONNX_DATA*");
        }
        finally
        {
            Directory.Delete(folder);
        }
    }
}
