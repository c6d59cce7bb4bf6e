using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using RnnOnnx.Text;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Text;

/// <summary>Document 001's three ways with unknown words, in the two pipelines that offer them.</summary>
public sealed class UnknownWordsTests
{
    private static readonly PipelineManifest Random = TinyPipelines.Treebank with { Unknown = UnknownTokens.Random, UnknownSeed = 42 };

    // Computed in Python from the formula in UnknownWords' remarks, with integers modulo 2^64.
    [Theory]
    [InlineData(42, "dont", 94)]
    [InlineData(42, "Dont", 308)]
    [InlineData(42, "zany", 734)]
    [InlineData(43, "dont", 870)]
    [InlineData(-1, "dont", 527)]
    [InlineData(0x0123456789ABCDEF, "dont", 948)]
    [InlineData(42, "\u00e9cole", 595)]
    [InlineData(42, "\U0001F600", 765)]
    public void The_chosen_word_follows_from_the_seed_and_the_word(long seed, string word, int id)
    {
        var vocabulary = Vocabulary.FromTokens(["<PAD>", .. Enumerable.Range(1, 1000).Select(static i => $"known{i}")]);
        var pipeline = new TreebankPipeline(Random with { UnknownSeed = seed, VocabularySize = vocabulary.Count }, vocabulary);

        pipeline.Encode(word).Should().BeEquivalentTo(new TokenSequence([id], 1, 0), "the graph was trained with this word in its place, on another machine");
    }

    [Fact]
    public void The_documents_sentence_keeps_its_length_when_its_unknown_word_is_replaced()
    {
        const string Text = "I dont like this movie";

        new TreebankPipeline(TinyPipelines.Treebank, TinyPipelines.TreebankWords).Encode(Text).Ids.Should().Equal([1, 2, 3, 4], "dropping 'dont' turns the opinion round");
        new TreebankPipeline(Random, TinyPipelines.TreebankWords).Encode(Text).Ids.Should().Equal([1, 1, 2, 3, 4], "of five words, the hash takes the first");
        new TreebankPipeline(TinyPipelines.Treebank with { Unknown = UnknownTokens.Unk, VocabularySize = 7 }, TinyPipelines.TreebankWordsWithUnknown).Encode(Text)
            .Should().BeEquivalentTo(new TokenSequence([2, 1, 3, 4, 5], 1, 0), "<UNK> is id 1");
    }

    [Fact]
    public void The_token_for_unknown_words_is_never_chosen_at_random()
    {
        var pipeline = new TreebankPipeline(Random with { VocabularySize = 7 }, TinyPipelines.TreebankWordsWithUnknown);

        var chosen = Enumerable.Range(0, 500).Select(i => pipeline.Encode($"zany{i}").Ids.Single()).ToArray();

        chosen.Distinct().Should().BeEquivalentTo([2, 3, 4, 5, 6], "every word is chosen now and then, and neither padding nor <UNK> is a word");
        chosen.GroupBy(static id => id).Should().OnlyContain(group => group.Count() > 60, "no word is preferred: 100 of 500 are expected, and less than 60 is five standard deviations away");
    }

    [Fact]
    public void The_only_known_word_is_the_choice_among_one()
    {
        var one = new TreebankPipeline(Random with { VocabularySize = 2 }, Vocabulary.FromTokens(["<PAD>", "film"]));
        one.Encode("zany").Ids.Should().Equal([1], "there is one");

        foreach (var (settings, tokens) in new[] { (Random with { VocabularySize = 1 }, new[] { "<PAD>" }), (Random with { VocabularySize = 2 }, ["<PAD>", "<UNK>"]) })
        {
            var none = () => new TreebankPipeline(settings, Vocabulary.FromTokens(tokens));
            none.Should().Throw<RnnOnnxException>("no word can be chosen").WithMessage("*treebank*its vocabulary has none*");
        }
    }

    [Fact]
    public void The_token_for_unknown_words_must_be_among_the_ids()
    {
        foreach (var (size, tokens) in new[] { (1, new[] { "<PAD>", "<UNK>" }), (6, ["<PAD>"]), (6, ["<PAD>", "film"]) })
        {
            var act = () => new TreebankPipeline(TinyPipelines.Treebank with { Unknown = UnknownTokens.Unk, VocabularySize = size }, Vocabulary.FromTokens(tokens));
            act.Should().Throw<RnnOnnxException>("the graph has no row for it").WithMessage("*treebank*<UNK>*entry 1*");
        }
    }

    [Fact]
    public void A_token_of_keras_own_must_be_a_word_of_the_vocabulary()
    {
        var settings = TinyPipelines.Keras with { OutOfVocabularyToken = "film" };
        KerasTokenizerPipeline.Options(settings).OutOfVocabularyToken.Should().Be("film", "fitting with it gives it an id");
        new KerasTokenizerPipeline(settings, TinyPipelines.KerasWords).Encode("the zany").Ids.Should().Equal(1, 2);

        foreach (var token in new[] { "<PAD>", "dull", "nowhere" })
        {
            var act = () => new KerasTokenizerPipeline(settings with { OutOfVocabularyToken = token }, TinyPipelines.KerasWords);
            act.Should().Throw<RnnOnnxException>("id 0 is padding, and from 5 on the graph has no rows").WithMessage($"*'{token}'*entries 1 to 4*");
        }
    }

    [Fact]
    public void Ids_beyond_the_vocabulary_size_are_never_chosen()
    {
        var pipeline = new TreebankPipeline(Random with { VocabularySize = 4 }, TinyPipelines.TreebankWords);

        Enumerable.Range(0, 500).SelectMany(i => pipeline.Encode($"zany{i}").Ids).Distinct().Should().BeEquivalentTo([1, 2, 3], "the graph has no other rows");
    }

    [Fact]
    public async Task A_text_has_the_same_ids_alone_in_any_order_and_on_any_thread()
    {
        var pipeline = new TreebankPipeline(Random, TinyPipelines.TreebankWords);
        string[] texts = [.. Enumerable.Range(0, 200).Select(static i => $"I dont{i} like zany{i % 7} movie{i % 3} pictures")];
        var alone = texts.Select(text => new TreebankPipeline(Random, TinyPipelines.TreebankWords).Encode(text).Ids).ToArray();

        var backwards = texts.Reverse().Select(text => pipeline.Encode(text).Ids).Reverse();
        var together = await Task.WhenAll(texts.Select(text => Task.Run(() => pipeline.Encode(text).Ids)));

        backwards.Should().BeEquivalentTo(alone, options => options.WithStrictOrdering(), "no state passes from one text to the next");
        together.Should().BeEquivalentTo(alone, options => options.WithStrictOrdering(), "threads share nothing");
    }

    [Fact]
    public void Keras_tokenizer_has_the_three_ways_too()
    {
        var withUnknown = Vocabulary.FromTokens(["<PAD>", "<UNK>", "the", "film", "not", "good"]);
        var drop = new KerasTokenizerPipeline(TinyPipelines.Keras with { Unknown = UnknownTokens.Drop }, TinyPipelines.KerasWords);
        var random = new KerasTokenizerPipeline(TinyPipelines.Keras with { Unknown = UnknownTokens.Random, UnknownSeed = 42, VocabularySize = 6 }, TinyPipelines.KerasWords);
        var unk = new KerasTokenizerPipeline(TinyPipelines.Keras with { Unknown = UnknownTokens.Unk }, withUnknown);

        drop.Encode("the DONT film").Ids.Should().Equal([1, 2], "dropping is Keras' default");
        random.Encode("the DONT film quirky, droll").Ids.Should().Equal([1, 1, 2, 2, 4], "the hash is that of the word as it is looked up, in lower case");
        unk.Encode("the DONT film good").Should().BeEquivalentTo(new TokenSequence([2, 1, 3, 1], 2, 0), "known words beyond the limit are unknown as well");
        KerasTokenizerPipeline.Options(unk.Settings).OutOfVocabularyToken.Should().Be("<UNK>", "fitting with it gives it id 1");
    }
}
