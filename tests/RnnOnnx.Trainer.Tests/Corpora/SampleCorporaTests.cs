using FluentAssertions;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Corpora;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora;

public sealed class SampleCorporaTests
{
    [Fact]
    public void Wires_have_46_topics_of_skewed_size_in_both_parts()
    {
        var corpus = SampleCorpora.Reuters();
        (corpus.Training.Count, corpus.Test.Count).Should().Be((2000, 500));
        corpus.Labels.Should().HaveCount(46).And.OnlyHaveUniqueItems("the networks have 46 outputs");
        var sizes = corpus.Training.Labels.CountBy(l => l).Select(c => c.Value).ToArray();
        sizes.Should().HaveCount(46).And.OnlyContain(size => size >= 5, "a topic without texts cannot be learned");
        (sizes.Max() / 2000.0).Should().BeInRange(0.3, 0.36, "the real corpus' commonest topic has a third");
        corpus.Test.Labels.Distinct().Should().HaveCount(46);
    }

    [Fact]
    public void Wires_are_told_by_their_words_though_not_by_every_one()
    {
        var corpus = SampleCorpora.Reuters();
        corpus.Training.Ids.Concat(corpus.Test.Ids).Should().OnlyContain(ids => ids.Length >= 20 && ids.Length <= 120);

        // Naive Bayes with add-one smoothing: the floor for a network that reads the words.
        var counts = new double[46, corpus.Vocabulary.Count];
        var totals = new double[46];
        for (var row = 0; row < corpus.Training.Count; row++)
        {
            foreach (var id in corpus.Training.Ids[row])
            {
                counts[corpus.Training.Labels[row], id]++;
                totals[corpus.Training.Labels[row]]++;
            }
        }

        var right = Enumerable.Range(0, corpus.Test.Count).Count(row => Enumerable.Range(0, 46)
            .MaxBy(t => corpus.Test.Ids[row].Sum(id => Math.Log((counts[t, id] + 1) / (totals[t] + corpus.Vocabulary.Count)))) == corpus.Test.Labels[row]);
        (right / 500.0).Should().BeInRange(0.6, 0.999, "a network must be able to beat the commonest topic's third clearly, and not by one word alone");
    }

    [Fact]
    public void Reviews_as_text_are_the_reviews_as_ids()
    {
        var (ids, texts) = (SampleCorpora.Imdb(), SampleCorpora.ImdbTexts());
        texts.TrainingLabels.Should().Equal(ids.TrainingLabels);
        texts.TestLabels.Should().Equal(ids.TestLabels);
        WordIndexPipeline.Words(texts.Training[7].Text).Should().Equal(ids.Training.Ids[7].Select(id => ids.Vocabulary[id]), "a network on texts and one on ids see the same reviews");
    }

    [Fact]
    public void Sentence_reviews_are_short_and_balanced()
    {
        var corpus = SampleCorpora.Sentences("reviews");
        corpus.Training.Should().HaveCount(3000);
        corpus.Test.Should().BeEmpty("document 000 splits its one list itself");
        corpus.TrainingLabels.Sum().Should().Be(1500);
        corpus.Training.Max(t => WordIndexPipeline.Words(t.Text).Count).Should().BeLessThanOrEqualTo(40, "the networks keep 40 words");
    }

    [Fact]
    public void The_same_seed_gives_the_same_wires()
    {
        SampleWires.Make(1000, 7).Should().Equal(SampleWires.Make(1000, 7), "two machines must train on the same sample");
        SampleWires.Make(1000, 8).Should().NotEqual(SampleWires.Make(1000, 7));
    }
}
