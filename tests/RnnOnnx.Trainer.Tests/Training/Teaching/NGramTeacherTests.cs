using FluentAssertions;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Training.Teaching;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training.Teaching;

/// <summary>The linear model over n-grams that teaches networks.</summary>
public sealed class NGramTeacherTests
{
    [Fact]
    public void N_grams_of_one_to_three_ids_are_found_in_each_text_once()
    {
        int[][] texts = [[5, 0, 5, 0, 5], [0, 5, 0], [5], []];
        var rows = NGrams.Of(texts, leastTexts: 1);

        // 5 | 0 | 5 0 | 0 5 | 5 0 5 | 0 5 0
        rows.ColumnCount.Should().Be(6, "id 0 is an id, and 5 0 is neither 5 nor 0 5");
        Sizes(rows).Should().Equal(6, 5, 1, 0);
        rows[2].ToArray().Should().BeSubsetOf(rows[1].ToArray());
        Sizes(NGrams.Of(texts, leastTexts: 2)).Should().Equal(5, 5, 1, 0);
        Sizes(NGrams.Of(texts, leastTexts: 3)).Should().Equal([1, 1, 1, 0], "5 alone is in three texts");
    }

    [Fact]
    public void The_weights_are_the_best_ones()
    {
        var texts = Noise(60, seed: 4);
        var rows = NGrams.Of(texts.Ids, 3);
        int[] chosen = [.. Enumerable.Range(0, 50)];
        const double Cost = 0.7;
        var model = LogisticRegression.Fit(rows, texts.Labels, chosen, Cost);

        // At the optimum each logit is what the errors of all texts together give: w = cost * sum of (label - probability) x.
        foreach (var row in Enumerable.Range(0, 60))
        {
            var sum = chosen.Sum(other => (texts.Labels[other] - model.Probability(other)) * Product(row, other));
            model.Logit(row).Should().BeApproximately(Cost * sum, 0.02, "text {0}", row);
        }

        double Product(int a, int b) => 1 + rows[a].ToArray().Intersect(rows[b].ToArray()).Sum(column => Math.Pow(Scale(column), 2));
        double Scale(int column)
        {
            double Share(int label) => (1.0 + chosen.Count(row => texts.Labels[row] == label && rows[row].Contains(column)))
                / (rows.ColumnCount + chosen.Where(row => texts.Labels[row] == label).Sum(row => rows[row].Length));
            return Math.Log(Share(1) / Share(0));
        }
    }

    [Fact]
    public void It_learns_the_order_of_words_and_is_not_sure_of_what_says_nothing()
    {
        var random = new Random(1);
        int[][] ids = [.. Enumerable.Range(0, 200).Select(i => (int[])[random.Next(20, 40), .. i % 2 == 0 ? [3, 4] : (int[])[4, 3], random.Next(20, 40)])];
        var answers = NGramTeacher.Answers(new LabelledSequences([.. ids, .. Enumerable.Repeat<int[]>([7], 20)], [.. ids.Select((_, i) => 1 - (i % 2)), .. Enumerable.Range(0, 20).Select(i => i % 2)]), seed: 1);
        for (var i = 0; i < 200; i++)
        {
            (i % 2 == 0 ? answers[i] : 1 - answers[i]).Should().BeGreaterThan(0.9f, "text {0}", i);
        }

        answers[200..].Should().OnlyContain(answer => answer > 0.3f && answer < 0.7f);
    }

    [Fact]
    public void No_text_is_answered_by_a_model_that_has_seen_it()
    {
        var texts = Noise(400, seed: 2);
        var right = NGramTeacher.Answers(texts, seed: 1).Zip(texts.Labels).Count(text => text.First >= 0.5f == (text.Second == 1));
        right.Should().BeInRange(160, 240, "labels were drawn at random, and whoever knows them knows the texts by heart");

        var rows = NGrams.Of(texts.Ids, 3);
        var byHeart = LogisticRegression.Fit(rows, texts.Labels, [.. Enumerable.Range(0, 400)], 10);
        Enumerable.Range(0, 400).Count(row => byHeart.Probability(row) >= 0.5 == (texts.Labels[row] == 1)).Should().BeGreaterThan(360, "which is easy");
    }

    [Fact]
    public void The_same_seed_gives_the_same_answers()
    {
        var texts = Noise(100, seed: 3);
        NGramTeacher.Answers(texts, seed: 1).Should().Equal(NGramTeacher.Answers(texts, seed: 1), "training that goes on after a break must hear the same");
        NGramTeacher.Answers(texts, seed: 1).Should().NotEqual(NGramTeacher.Answers(texts, seed: 2));
    }

    [Fact]
    public void It_can_be_stopped()
    {
        var stopped = new CancellationToken(canceled: true);
        FluentActions.Invoking(() => NGramTeacher.Answers(Noise(10, seed: 3), 1, stopped)).Should().Throw<OperationCanceledException>();
    }

    private static IEnumerable<int> Sizes(SparseRows rows) => Enumerable.Range(0, rows.Count).Select(row => rows[row].Length);

    private static LabelledSequences Noise(int count, int seed)
    {
        var random = new Random(seed);
        return new([.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, 20).Select(_ => random.Next(1, 30)).ToArray())], [.. Enumerable.Range(0, count).Select(_ => random.Next(2))]);
    }
}
