using System.Buffers;
using FluentAssertions;
using RnnOnnx.Runtime.Tests.Fixtures;
using RnnOnnx.Text;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Text;

public sealed class TextVectorizerTests
{
    public static TheoryData<int> Tokens => [.. Enumerable.Range(0, TextVectorizerCases.Tokens.Count)];

    public static TheoryData<int> Fits => [.. Enumerable.Range(0, TextVectorizerCases.Fits.Count)];

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, TextVectorizerCases.Rows.Count)];

    [Theory]
    [MemberData(nameof(Tokens))]
    public void Tokens_are_those_of_keras(int number)
    {
        var (text, tokens) = TextVectorizerCases.Tokens[number];

        TextVectorizer.Tokenize(text).Should().Equal(tokens, "another token has another id");
    }

    [Theory]
    [MemberData(nameof(Fits))]
    public void The_vocabulary_is_sorted_as_keras_sorts_it(int number)
    {
        var (texts, maximum, vocabulary) = TextVectorizerCases.Fits[number];

        var fitted = TextVectorizer.Fit(texts, new() { MaximumTokens = maximum });

        fitted.Vocabulary.Should().Equal(["", "[UNK]", .. vocabulary], "ties go in reverse byte order, and every id depends on it");
        (maximum is null || fitted.Vocabulary.Count <= maximum).Should().BeTrue("the maximum counts padding and the unknown token");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Rows_are_filled_and_cut_at_the_end(int number)
    {
        var (text, ids) = TextVectorizerCases.Rows[number];
        var vectorizer = TextVectorizer.Fit(TextVectorizerCases.RowTexts, new() { MaximumTokens = 16, OutputLength = 6 });

        vectorizer.Vectorize(text).Should().Equal(ids, "the network reads these ids");
    }

    [Fact]
    public void Every_ascii_character_is_removed_kept_lowered_or_separates()
    {
        for (var c = '\0'; c < 128; c++)
        {
            string[] expected = c switch
            {
                ' ' or '\t' or '\n' or '\v' or '\f' or '\r' => ["x", "y"],
                >= 'A' and <= 'Z' => [$"x{(char)(c + 32)}y"],
                _ when char.IsPunctuation(c) || char.IsSymbol(c) => ["xy"],
                _ => [$"x{c}y"],
            };

            TextVectorizer.Tokenize($"x{c}y").Should().Equal(expected, "U+{0:X4} must be handled as TensorFlow does", (int)c);
        }
    }

    [Fact]
    public void Without_an_output_length_a_row_is_as_long_as_its_text()
    {
        var vectorizer = new TextVectorizer(new(), ["film", "good"]);

        vectorizer.Vectorize("Good, GOOD film noir!").Should().Equal([3, 3, 2, 1], "ids of tokens start at 2 and 1 is unknown");
        vectorizer.Vectorize(" ... ").Should().BeEmpty("there are no tokens");
        vectorizer.Encode("a b film", new ArrayBufferWriter<int>()).Should().Be(2, "two tokens are unknown");
    }

    [Fact]
    public void A_vocabulary_file_gives_the_same_ids()
    {
        var fitted = TextVectorizer.Fit(TextVectorizerCases.RowTexts, new() { MaximumTokens = 16, OutputLength = 6 });

        var loaded = TextVectorizer.FromVocabulary(fitted.Options, Vocabulary.FromTokens(fitted.Vocabulary));

        loaded.Vocabulary.Should().Equal(fitted.Vocabulary, "the file is all that a package keeps");
        loaded.Vectorize("the slow film").Should().Equal(fitted.Vectorize("the slow film"), "serving must see what training saw");
    }

    [Fact]
    public void A_vocabulary_that_keras_refuses_is_refused()
    {
        Refused(() => new TextVectorizer(new(), ["a", "b", "a"]), "*'a' has id 2*");
        Refused(() => new TextVectorizer(new(), ["a", ""]), "*entry 1 is empty*");
        Refused(() => new TextVectorizer(new() { MaximumTokens = 3 }, ["a", "b"]), "*has 4 tokens*MaximumTokens is 3*");
        Refused(() => TextVectorizer.Fit([], new() { MaximumTokens = 1 }), "*MaximumTokens = 1*");
        Refused(() => TextVectorizer.Fit([], new() { OutputLength = 0 }), "*OutputLength = 0*");
        Refused(() => new TextVectorizerFit(new() { MaximumTokens = 1 }), "*MaximumTokens = 1*");
        Refused(() => new TextVectorizer(new() { OutputLength = 0 }, []), "*OutputLength = 0*");
        Refused(() => TextVectorizer.FromVocabulary(new(), Vocabulary.FromTokens(["<PAD>", "a"])), "*starts with '<PAD>', 'a'*");

        static void Refused(Func<object> act, string message) => act.Should().Throw<RnnOnnxException>("the ids would not be those of the network").WithMessage(message);
    }

    [Fact]
    public void The_least_options_are_taken()
    {
        var fit = new TextVectorizerFit(new() { MaximumTokens = 2, OutputLength = 1 });
        fit.Add(["a film", "a dull film", "a"]);

        fit.Counts.Should().BeEquivalentTo(new Dictionary<string, int> { ["a"] = 3, ["film"] = 2, ["dull"] = 1 });
        fit.Build().Vocabulary.Should().Equal(["", "[UNK]"], "nothing else has room");
        fit.Build().Vectorize("a film").Should().Equal(1);
    }

    [Fact]
    public void Encoding_allocates_nothing()
    {
        var vectorizer = TextVectorizer.Fit(TextVectorizerCases.RowTexts);
        var ids = new ArrayBufferWriter<int>(64);

        Allocations.FewestOf(Encode).Should().Be(0, "a server encodes every text it is sent");

        void Encode()
        {
            ids.ResetWrittenCount();
            vectorizer.Encode("A slow FILM, with a good end -- and İstanbul by night.", ids);
        }
    }
}
