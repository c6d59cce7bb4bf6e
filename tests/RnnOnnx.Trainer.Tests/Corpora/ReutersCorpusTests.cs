using FluentAssertions;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora;

public sealed class ReutersCorpusTests
{
    [DataFact("reuters/reuters_sequences.npz", "reuters/reuters_word_index.json", "reuters/reuters_topics.json")]
    public void The_real_corpus_is_what_Keras_loads()
    {
        var corpus = ReutersCorpus.Read(DataFactAttribute.Folder("reuters/reuters_sequences.npz", "reuters/reuters_word_index.json", "reuters/reuters_topics.json"));
        (corpus.Training.Count, corpus.Test.Count).Should().Be((8_982, 2_246), "document 002 prints these");
        corpus.Labels.Should().HaveCount(46).And.HaveElementAt(3, "earn");
        corpus.Vocabulary.Count.Should().Be(30_979 + 4);

        // load_data(num_words=10000) puts 1 in front and 2 for ids from 10,000 on; the wire and its label are published.
        corpus.Training.Ids[0].Take(6).Select(id => id < 10_000 ? id : 2).Prepend(1).Should().Equal([1, 2, 2, 8, 43, 10, 447], "these are the first ids that load_data() gives");
        corpus.Training.Labels[0].Should().Be(3);
        corpus.Training.Ids.Average(ids => ids.Length + 1).Should().BeApproximately(145.53986, 1e-5, "data/README.md states this mean, start sign included");
        corpus.Training.Ids.Max(ids => ids.Length + 1).Should().Be(2376);

        var validation = CorpusSplit.LastOfFile(corpus.Training.Count, 0.2).HeldOut;
        validation.Should().HaveCount(1_797);
        validation.Count(row => corpus.Training.Labels[row] == 3).Should().Be(620, "document 002's network says 'earn' to every wire at first, and its val_acc is then 620 / 1797 = .3450");
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TemporaryFolder();
        folder.Path.Invoking(ReutersCorpus.Read).Should().Throw<CorpusException>().WithMessage("*reuters_sequences.npz*RNNONNX_DATA*");
    }
}
