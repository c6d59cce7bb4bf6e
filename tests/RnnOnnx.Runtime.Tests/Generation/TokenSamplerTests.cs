using FluentAssertions;
using RnnOnnx.Generation;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Generation;

public sealed class TokenSamplerTests
{
    private const int Draws = 20_000;

    [Theory]
    [InlineData(1, null)]
    [InlineData(0.5, null)]
    [InlineData(3, null)]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    public void Ids_come_as_often_as_the_softmax_says(double temperature, int? topK)
    {
        float[] logits = [0.3f, -1, float.NegativeInfinity, 2, 1.2f, 0];

        var frequencies = Frequencies(logits, new GenerationOptions { Temperature = temperature, TopK = topK, Seed = 11 });

        // p = exp(logit / temperature) / sum over the candidates; a frequency of n draws has the standard deviation sqrt(p (1 - p) / n), and five of them are a bound that one id in a million breaks.
        var candidates = Enumerable.Range(0, logits.Length).OrderByDescending(id => logits[id]).Take(topK ?? logits.Length).ToHashSet();
        var powers = logits.Select((logit, id) => candidates.Contains(id) ? Math.Exp(logit / temperature) : 0).ToArray();
        for (var id = 0; id < logits.Length; id++)
        {
            var p = powers[id] / powers.Sum();
            frequencies[id].Should().BeApproximately(p, 5 * Math.Sqrt(p * (1 - p) / Draws), "id {0} must come with the probability that the model gives it", id);
        }
    }

    [Theory]
    [InlineData(0.0, null)]
    [InlineData(0.0, 3)]
    [InlineData(1.0, 1)]
    [InlineData(5e-324, null)]
    public void Temperature_zero_and_one_candidate_always_give_the_likeliest(double temperature, int? topK)
    {
        Frequencies([0.5f, 1, 3, 2.9f], new GenerationOptions { Temperature = temperature, TopK = topK, Seed = 3 }).Should().Equal([0, 0, 1, 0], "greedy text must not depend on chance");
    }

    [Theory]
    [InlineData(0.0, null)]
    [InlineData(1.0, 1)]
    public void Of_equally_likely_ids_the_greedy_choice_is_the_lowest(double temperature, int? topK)
    {
        Frequencies([1, 2, 2, 0], new GenerationOptions { Temperature = temperature, TopK = topK }).Should().Equal([0, 1, 0, 0], "a tie must fall the same way on every machine");
    }

    [Fact]
    public void Of_equally_likely_ids_the_lower_ones_are_the_candidates()
    {
        var frequencies = Frequencies([0, 2, 1, 1, 1, 1], new GenerationOptions { TopK = 3, Seed = 5 });

        frequencies.Select(static frequency => frequency > 0).Should().Equal([false, true, true, true, false, false], "a tie at the last place must fall the same way on every machine");
    }

    [Fact]
    public void A_low_temperature_keeps_the_order_where_the_weights_are_all_zero()
    {
        // exp(-1000) and exp(-2000) are both 0 in double precision, and so no candidates; the third never was one.
        Frequencies([-10, 0, -20], new GenerationOptions { Temperature = 0.01, TopK = 2, Seed = 5 }).Should().Equal([0, 1, 0], "what has no weight must not be drawn");
    }

    [Fact]
    public void More_candidates_than_ids_are_all_of_them()
    {
        float[] logits = [0, 1, 2];

        Series(logits, new GenerationOptions { TopK = 100, Seed = 9 }).Should().Equal(Series(logits, new GenerationOptions { Seed = 9 }), "a large top-k leaves nothing out");
    }

    [Fact]
    public void The_same_seed_gives_the_same_ids_and_another_seed_others()
    {
        float[] logits = [0, 0, 0, 0, 0, 0, 0, 0];
        long[] seeds = [0, 1, -1, 5, -5, 1L << 40, long.MinValue, long.MaxValue];

        var series = seeds.Select(seed => string.Join(' ', Series(logits, new GenerationOptions { Seed = seed }))).ToArray();

        seeds.Select(seed => string.Join(' ', Series(logits, new GenerationOptions { Seed = seed }))).Should().Equal(series, "a text must be there to be made again");
        series.Should().OnlyHaveUniqueItems("each seed is another text");
        string.Join(' ', Series(logits, new GenerationOptions())).Should().NotBe(string.Join(' ', Series(logits, new GenerationOptions())), "without a seed each text is another one");
    }

    [Fact]
    public void The_random_numbers_are_those_of_the_published_generator()
    {
        var random = new SplitMix(1234567);

        // From the reference program by Sebastiano Vigna (splitmix64.c), as Rosetta Code lists them for this seed.
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        expected.Select(_ => random.Next()).Should().Equal(expected, "a seed must mean the same text in every version");
        var first = new SplitMix(1234567).NextDouble();
        first.Should().Be((6457827717110365317 >> 11) / Math.Pow(2, 53), "the upper 53 bits are the fraction");
    }

    private static int[] Series(float[] logits, GenerationOptions options)
    {
        var sampler = new TokenSampler(options, logits.Length);
        return [.. Enumerable.Range(0, 60).Select(_ => sampler.Next(logits))];
    }

    private static double[] Frequencies(float[] logits, GenerationOptions options)
    {
        var sampler = new TokenSampler(options, logits.Length);
        var counts = new double[logits.Length];
        for (var i = 0; i < Draws; i++)
        {
            counts[sampler.Next(logits)] += 1.0 / Draws;
        }

        return [.. counts.Select(static count => Math.Round(count, 9))];
    }
}
