using FluentAssertions;
using RnnOnnx.Trainer.Corpora;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora;

public sealed class ReviewOpeningsTests
{
    [Theory]
    [InlineData("A good film. I liked it.", "A good film.")]
    [InlineData("  What?!<br /><br />A mess\tof a film.", "What?!")]
    [InlineData("No end sign<br />at all", "No end sign at all")]
    [InlineData("Version 2.0 is better! Much.", "Version 2.0 is better!")]
    [InlineData("   ", null)]
    public void The_first_sentence_is_taken_without_line_breaks(string review, string? opening) =>
        ReviewOpenings.Opening(review).Should().Be(opening, "a network writes what it reads");

    [Fact]
    public void A_sentence_that_is_too_long_is_left_out_and_not_cut()
    {
        var (longest, longer) = (new string('a', 119) + ".", new string('b', 120) + ".");
        ReviewOpenings.Opening($"{longer} {longest} Short.").Should().Be(longest, "an end that the writer did not set would be learnt as one");
        ReviewOpenings.Opening(longer).Should().BeNull();
    }

    [Fact]
    public void Both_parts_keep_their_texts_and_the_test_part_is_thinned_evenly()
    {
        LabelledText[] test = [.. Enumerable.Range(0, 7500).Select(i => new LabelledText($"Test {i}. More.", i % 2))];
        var openings = ReviewOpenings.Of(new TextCorpus("imdb-text", false, ["negative", "positive"], [new("One. Two.", 1), new(new string('x', 200), 0), new("Three.", 0)], test));

        openings.Name.Should().Be("review-openings");
        openings.Training.Should().Equal([new LabelledText("One.", 1), new LabelledText("Three.", 0)]);
        openings.Test.Should().HaveCount(2500).And.StartWith([new LabelledText("Test 0.", 0), new LabelledText("Test 3.", 1)]);
    }
}
