using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using RnnOnnx.Text;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Text;

/// <remarks>The rule is that of the script which made Keras' sets (data/README.md): ASCII punctuation except the apostrophe, tab and newline become blanks, ASCII lower case, split at blanks.</remarks>
public sealed class WordIndexPipelineTests
{
    // Ids: 4 the, 5 film, 6 not, 7 a, 8 bad, 9 at, 10 all, 11 don't; 12 dull and 13 zany lie beyond the network's 12 ids.
    private static readonly Vocabulary Words = Vocabulary.FromTokens(TinyPackage.Tokens);

    private static readonly string[] Distinct = [.. WordIndexCases.All.SelectMany(static known => known.Tokens).Distinct()];

    private static readonly Dictionary<string, int> Ranks = Distinct.Select(static (word, i) => (word, rank: i + 1)).ToDictionary(static pair => pair.word, static pair => pair.rank);

    private static readonly int HalfOfTheWords = Distinct.Length / 2;

    private static readonly WordIndexPipeline AllWords = new(
        TinyPipelines.WordIndex with { VocabularySize = HalfOfTheWords, MaximumLength = 1000 },
        Vocabulary.FromTokens(["<PAD>", "<START>", "<OOV>", "<UNUSED>", .. Distinct]));

    [Theory]
    [InlineData("Not a bad film at all.", new[] { 1, 6, 7, 8, 5, 9, 10 }, 0)]
    [InlineData("", new[] { 1 }, 0)]
    [InlineData(" \t\r\n.,;", new[] { 1 }, 0)]
    [InlineData("the\tfilm\nnot\r\na", new[] { 1, 4, 5, 6, 7 }, 0)]
    [InlineData("FILM,film!Film?(film)", new[] { 1, 5, 5, 5, 5 }, 0)]
    [InlineData("don't Don'T", new[] { 1, 11, 11 }, 0)]
    [InlineData("'film'", new[] { 1 }, 1)]
    [InlineData("dull film", new[] { 1, 2, 5 }, 1)]
    [InlineData("unheard film", new[] { 1, 5 }, 1)]
    [InlineData("zany unheard dull", new[] { 1, 2, 2 }, 3)]
    [InlineData("a\u00a0film", new[] { 1 }, 1)]
    [InlineData("a\u2028film \u0085", new[] { 1 }, 2)]
    [InlineData("<PAD> <START> <OOV>", new[] { 1 }, 3)]
    [InlineData("a<br /><br />film", new[] { 1, 7, 5 }, 2)]
    public void Text_becomes_the_ids_of_the_rule(string text, int[] ids, int unknown)
    {
        var sequence = Pipeline().Encode(text);

        sequence.Ids.Should().Equal(ids, "other ids are other words to the network");
        sequence.Unknown.Should().Be(unknown, "dropped words and out-of-vocabulary words both count as unknown");
        sequence.Cut.Should().Be(0, "the text is short");
    }

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, WordIndexCases.All.Count)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_case_of_the_rule_comes_out(int number)
    {
        var (text, words) = WordIndexCases.All[number];

        WordIndexPipeline.Words(text).Should().Equal(words, "another word has another rank");

        // data/README.md: [1] + [r + 3 if r + 3 < N else 2 for r in row], with ranks from 1.
        AllWords.Encode(text).Ids.Should().Equal([1, .. words.Select(word => Ranks[word] + 3).Select(id => id < HalfOfTheWords ? id : 2)], "load_data(num_words=N) gives these ids");
    }

    [Fact]
    public void The_words_that_a_vocabulary_is_fitted_to_are_those_that_are_looked_up()
    {
        WordIndexPipeline.Words("It's a <br />NAÏVE, naive film\r\n").Should().Equal(["it's", "a", "br", "naÏve", "naive", "film"], "fitting and applying must split alike");
        WordIndexPipeline.Words("").Should().BeEmpty("there are no words");
    }

    [Theory]
    [InlineData("not a dull zany film", new[] { 6, 7, 12, 13, 5 })]
    [InlineData("", new int[0])]
    [InlineData("a a a a a a a a a a a a a a dull", new[] { 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 12 })]
    public void Lines_of_the_vocabulary_become_the_ids_of_their_words(string text, int[] lines)
    {
        Pipeline().Encode(lines.AsSpan()).Should().BeEquivalentTo(Pipeline().Encode(text), "a corpus of numbers and a user's text must meet the network alike");
    }

    [Fact]
    public void Every_ascii_character_but_letters_digits_and_the_apostrophe_that_the_rule_names_is_a_blank()
    {
        const string Blanks = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n\r ";
        for (var c = '\0'; c < 128; c++)
        {
            var ids = Pipeline().Encode($"film{c}film").Ids;
            if (Blanks.Contains(c))
            {
                ids.Should().Equal([1, 5, 5], "U+{0:X4} separates words in Keras' sets", (int)c);
            }
            else
            {
                ids.Should().Equal([1], "U+{0:X4} is part of a word in Keras' sets, and the index does not know that word", (int)c);
            }
        }
    }

    [Theory]
    [InlineData("École", "École", true)]
    [InlineData("École", "école", false)]
    [InlineData("ÉCOLE", "École", true)]
    [InlineData("ÉCOLE", "école", false)]
    [InlineData("\u0130", "i", false)]
    [InlineData("\u212a", "k", false)]
    public void Only_ascii_letters_become_lower_case(string text, string word, bool known)
    {
        var vocabulary = Vocabulary.FromTokens(["<PAD>", "<START>", "<OOV>", "<UNUSED>", word]);
        var settings = Settings() with { VocabularySize = 5 };

        var ids = new WordIndexPipeline(settings, vocabulary).Encode(text).Ids;

        ids.Should().HaveCount(known ? 2 : 1, "the script lowered bytes, which left letters beyond ASCII as they were");
    }

    [Fact]
    public void Half_a_surrogate_pair_is_part_of_an_unknown_word()
    {
        var sequence = Pipeline().Encode("a film\ud800");

        sequence.Ids.Should().Equal([1, 7], "a text cut off in the middle of a character is still a text");
        sequence.Unknown.Should().Be(1, "no word of the index holds half a character");
    }

    [Theory]
    [InlineData(SequenceSide.Pre, new[] { 7, 8, 5 })]
    [InlineData(SequenceSide.Post, new[] { 1, 6, 7 })]
    public void A_long_text_is_cut_after_the_start_id_was_put_in_front(SequenceSide side, int[] ids)
    {
        var sequence = Pipeline(Settings() with { MaximumLength = 3, Truncation = side }).Encode("not a bad film");

        sequence.Ids.Should().Equal(ids, "Keras pads what load_data() gives, start id included");
        sequence.Cut.Should().Be(2, "5 ids do not fit in 3");
    }

    [Fact]
    public void A_text_that_just_fits_is_not_cut()
    {
        var sequence = Pipeline(Settings() with { MaximumLength = 3 }).Encode("not bad");

        (sequence.Ids.Count, sequence.Cut).Should().Be((3, 0), "the start id and two words are three");
    }

    [Fact]
    public void A_very_long_text_is_no_problem()
    {
        var sequence = Pipeline().Encode(string.Concat(Enumerable.Repeat("a ", 500_000)) + new string('x', 1_000_000));

        (sequence.Ids.Count, sequence.Cut, sequence.Unknown).Should().Be((TinyPackage.MaximumLength, 500_001 - TinyPackage.MaximumLength, 1), "a text of any length has a result");
    }

    [Fact]
    public void A_null_text_is_a_mistake_and_not_an_empty_text()
    {
        var concrete = () => Pipeline().Encode((string)null!);
        var general = () => ((ITextPipeline)Pipeline()).Encode((string)null!);

        concrete.Should().Throw<ArgumentNullException>("null silently taken for empty text would be scored");
        general.Should().Throw<ArgumentNullException>("null silently taken for empty text would be scored");
    }

    [Fact]
    public void Settings_that_contradict_each_other_are_refused()
    {
        var start = () => Pipeline(Settings() with { Start = 12 });
        var unknown = () => Pipeline(Settings() with { OutOfVocabulary = -1 });
        var length = () => Pipeline(Settings() with { MaximumLength = 0 });

        start.Should().Throw<RnnOnnxException>("the graph has no such id").WithMessage("*Start = 12*0 to 11*");
        unknown.Should().Throw<RnnOnnxException>("the graph has no such id").WithMessage("*OutOfVocabulary = -1*");
        length.Should().Throw<RnnOnnxException>("no text could be encoded").WithMessage("*maximum length is 0*");
    }

    [Fact]
    public void An_unknown_kind_is_named_with_the_known_ones()
    {
        var act = () => TextPipelines.Create(Settings() with { Kind = "sentencepiece" }, Words);

        act.Should().Throw<RnnOnnxException>("a package of a newer version must say what it needs").WithMessage("*'sentencepiece'*word-index*");
        TextPipelines.Create(Settings(), Words).Should().BeOfType<WordIndexPipeline>("the kind chooses the pipeline");
    }

    private static WordIndexPipeline Pipeline(PipelineManifest? settings = null) => new(settings ?? Settings(), Words);

    private static PipelineManifest Settings() => TinyPipelines.WordIndex;
}
