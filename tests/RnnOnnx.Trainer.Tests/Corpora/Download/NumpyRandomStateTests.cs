using FluentAssertions;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Corpora.Download;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora.Download;

public sealed class NumpyRandomStateTests
{
    [Fact]
    public void The_generator_is_MT19937()
    {
        var random = new NumpyRandomState(5489);
        uint last = 0;
        for (var i = 0; i < 10_000; i++)
        {
            last = random.Next();
        }

        last.Should().Be(4123659995u, "the C++ standard (rand.predef) fixes the 10,000th number of mt19937 with its default seed 5489 so");
    }

    [Fact]
    public void A_shuffle_keeps_every_number_once()
    {
        var order = new NumpyRandomState(113).Permutation(1000);
        order.Order().Should().Equal(Enumerable.Range(0, 1000), "no review may be lost or doubled");
        order.Should().NotBeInAscendingOrder();
        new NumpyRandomState(113).Permutation(0).Should().BeEmpty();
    }

    [DataFact("imdb/imdb_sequences.npz")]
    public void The_orders_of_the_real_reviews_are_those_of_load_data()
    {
        using var archive = NumpyArchive.Open(Path.Combine(DataFactAttribute.Folder("imdb/imdb_sequences.npz"), "imdb", "imdb_sequences.npz"));
        var random = new NumpyRandomState(113);
        random.Permutation(25_000).Should().Equal(archive.Int32s("order_train"), "else another tenth of the reviews would be held out than in the documents");
        random.Permutation(25_000).Should().Equal(archive.Int32s("order_test"), "load_data goes on with the same generator");
    }
}
