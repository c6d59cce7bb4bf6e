using FluentAssertions;
using RnnOnnx.Runtime.Tests.Fixtures;
using RnnOnnx.Text;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Text;

public sealed class VocabularyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_saved_vocabulary_comes_back_token_for_token()
    {
        // Words of the IMDB index hold NEL, backspaces and letters beyond ASCII; one token here ends in CR.
        string[] tokens = ["<PAD>", "<START>", "naïve", "2\u0085", "\b\b\b\ba", "\u2028", "film\r", "日本", "😀", " ", ""];
        var path = _folder.Sub("vocab.txt");

        Vocabulary.FromTokens(tokens).Save(path);
        var loaded = Vocabulary.Load(path);

        loaded.Count.Should().Be(tokens.Length, "only a line feed may end a token, or every id after it is wrong");
        for (var id = 0; id < tokens.Length; id++)
        {
            loaded[id].Should().Be(tokens[id], "id {0} must stay the token it was trained as", id);
            loaded.TryGetId(tokens[id], out var found).Should().BeTrue("the token is there");
            found.Should().Be(id, "the line number is the id");
        }

        File.ReadAllBytes(path)[^1].Should().Be((byte)'\n', "every token ends in a line feed");
    }

    [Fact]
    public void A_last_line_without_a_line_feed_is_a_token()
    {
        Vocabulary.Parse("a\nb"u8, "vocab.txt").Count.Should().Be(2, "an editor may leave the last line feed out");
        Vocabulary.Parse(""u8, "vocab.txt").Count.Should().Be(0, "an empty file has no tokens");
    }

    [Fact]
    public void Unknown_tokens_and_ids_are_told_apart_from_known_ones()
    {
        var vocabulary = Vocabulary.FromTokens(["a", "b"]);

        vocabulary.TryGetId("B", out _).Should().BeFalse("tokens are compared character by character, without regard to culture or case");
        var act = () => vocabulary[2];
        act.Should().Throw<ArgumentOutOfRangeException>("no token has this id").WithMessage("*ids 0 to 1*");
    }

    [Fact]
    public void A_token_on_two_lines_is_refused_with_both_lines()
    {
        var act = () => Vocabulary.Parse("<PAD>\nfilm\na\nfilm\n"u8, "vocab.txt");

        act.Should().Throw<RnnOnnxException>("one word would have two ids").WithMessage("vocab.txt: the token 'film' is on line 2 and again on line 4*");
        var first = () => Vocabulary.Parse("film\nfilm\n"u8, "vocab.txt");
        first.Should().Throw<RnnOnnxException>("the first line is one like any other").WithMessage("*is on line 1 and again on line 2*");
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused_with_their_line()
    {
        var act = () => Vocabulary.Parse([(byte)'a', (byte)'\n', 0xE9, (byte)'\n'], "vocab.txt");

        act.Should().Throw<RnnOnnxException>("a replaced character would be another word").WithMessage("vocab.txt: line 2 is not UTF-8*");
    }

    [Fact]
    public void Saving_replaces_what_was_there()
    {
        var path = _folder.Sub("vocab.txt");
        Vocabulary.FromTokens(["old", "words", "of", "another"]).Save(path);

        Vocabulary.FromTokens(["new"]).Save(path);

        File.ReadAllText(path).Should().Be("new\n", "ids of two vocabularies in one file would be wrong ones");
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var act = () => Vocabulary.Load(_folder.Sub("none.txt"));

        act.Should().Throw<RnnOnnxException>("the user must know which file is missing").WithMessage("*none.txt*");
    }

    [Fact]
    public void Tokens_that_cannot_be_a_line_are_refused()
    {
        foreach (var token in new[] { "a\nb", "\ud800", "a\udc00" })
        {
            var act = () => Vocabulary.FromTokens(["<PAD>", token]);

            act.Should().Throw<RnnOnnxException>("the saved file would not give the token back").WithMessage("*id 1*");
        }
    }

    [Fact]
    public void Looking_a_token_up_allocates_nothing()
    {
        var vocabulary = Vocabulary.FromTokens(["a", "film"]);
        var text = "a film".AsSpan();
        vocabulary.TryGetId(text[2..], out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            vocabulary.TryGetId(text[2..], out _);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0, "a server looks millions of words up");
    }
}
