using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using RnnOnnx.Text;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Text;

public sealed class TextReplacerTests
{
    private static readonly TextReplacement[] Reviews = [new("<br />", " "), new("'", "")];

    [Theory]
    [InlineData("It's<br /><br />fine", "Its  fine")]
    [InlineData("<br /", "<br /")]
    [InlineData("<BR />", "<BR />")]
    [InlineData("", "")]
    [InlineData("''''", "")]
    [InlineData("<br'/><br />'", "<br/> ")]
    [InlineData("<br /><br />", "  ")]
    public void Replacements_are_literal_and_in_order(string text, string expected)
    {
        new TextReplacer(Reviews).Apply(text).Should().Be(expected, "the network was trained on the text in this form");
    }

    [Fact]
    public void A_later_replacement_sees_what_an_earlier_one_made()
    {
        new TextReplacer([new("a", "bb"), new("bb", "c"), new("cc", "d")]).Apply("aaxbb").Should().Be("dxc", "they are made one after the other, as str.replace() is in Python");
        new TextReplacer([new("aa", "a")]).Apply("aaaaa").Should().Be("aaa", "what was put in is not looked at again, as in Python");
        new TextReplacer([new("a", new string('b', 1000))]).Apply(new string('a', 1000)).Should().HaveLength(1_000_000, "a text may become longer");
    }

    [Fact]
    public void A_text_with_nothing_to_replace_is_given_back()
    {
        const string Text = "a film";

        new TextReplacer(Reviews).Apply(Text).Should().BeSameAs(Text, "nothing needs to be copied");
        new TextReplacer(null).Apply("it's").Should().Be("it's", "there is nothing to replace");
    }

    public static TheoryData<int> Kinds => [.. Enumerable.Range(0, TinyPipelines.All.Count)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_pipeline_makes_them_before_it_splits(int number)
    {
        var (settings, vocabulary) = TinyPipelines.All[number];
        var plain = TextPipelines.Create(settings, vocabulary);
        var replacing = TextPipelines.Create(settings with { Replacements = Reviews }, vocabulary);

        replacing.Encode("the film<br />I don't").Should().BeEquivalentTo(plain.Encode("the film I dont"), "{0}: the replacements are one code for all kinds", settings.Kind);
        replacing.Encode("the film<br />I don't").Should().NotBeEquivalentTo(plain.Encode("the film<br />I don't"), "{0}: the text must tell the two apart", settings.Kind);
    }
}
