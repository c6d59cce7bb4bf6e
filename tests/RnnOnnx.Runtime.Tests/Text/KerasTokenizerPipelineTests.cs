using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using RnnOnnx.Text;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Text;

public sealed class KerasTokenizerPipelineTests
{
    // Ids: 1 the, 2 film, 3 not, 4 good; 5 dull and 6 don't lie beyond the network's five ids.
    private static readonly Vocabulary WithToken = Vocabulary.FromTokens(["<PAD>", "<OOV>", "the", "film", "not", "good"]);

    public static TheoryData<int> Fitted => [.. Enumerable.Range(0, KerasTokenizerCases.All.Count).Where(IsOneVocabulary)];

    [Theory]
    [InlineData("The FILM, not-good: dull zany unheard!", new[] { 1, 2, 3, 4 }, 3)]
    [InlineData("", new int[0], 0)]
    [InlineData(" ,.!", new int[0], 0)]
    [InlineData("<PAD> <pad>", new int[0], 2)]
    [InlineData("film's film?", new int[0], 2)]
    [InlineData("film\ttab\nfilm", new[] { 2, 2 }, 1)]
    public void Text_becomes_the_ids_below_num_words(string text, int[] ids, int unknown)
    {
        var sequence = Pipeline(TinyPipelines.Keras).Encode(text);

        sequence.Ids.Should().Equal(ids, "Keras drops ids from num_words on, and words that it never saw");
        (sequence.Unknown, sequence.Cut).Should().Be((unknown, 0), "dropped words count as unknown");
    }

    [Theory]
    [MemberData(nameof(Fitted))]
    public void Every_case_of_keras_comes_out_of_a_manifest_and_a_vocabulary_file(int number)
    {
        var expected = KerasTokenizerCases.All[number];
        var options = expected.Options;
        var settings = TinyPipelines.Keras with
        {
            VocabularySize = options.NumWords is { } limit and > 0 ? limit : expected.Index.Length + 1,
            Filters = options.CharacterLevel ? null : options.Filters,
            Split = options.CharacterLevel ? null : options.Split,
            Lower = options.Lower,
            CharacterLevel = options.CharacterLevel,
            OutOfVocabularyToken = options.OutOfVocabularyToken,
            MaximumLength = 1000,
        };
        var pipeline = new KerasTokenizerPipeline(settings, Vocabulary.FromTokens(["<PAD>", .. expected.Index.Select(pair => pair.Word)]));

        foreach (var (text, ids) in expected.Sequences)
        {
            pipeline.Encode(text).Ids.Should().Equal(ids, "{0}: a package must give what Keras gives", expected.Name);
        }
    }

    [Fact]
    public void Most_cases_of_keras_are_among_them() => Enumerable.Range(0, KerasTokenizerCases.All.Count).Count(IsOneVocabulary).Should().BeGreaterThanOrEqualTo(18, "the vocabulary of 18 cases is a list of words without a gap");

    [Fact]
    public void Settings_that_are_left_out_are_those_of_keras()
    {
        KerasTokenizerPipeline.Options(TinyPipelines.Keras with { Filters = null }).Should().Be(new KerasTokenizerOptions { NumWords = 5 }, "the trainer fits with what the manifest means");
        Pipeline(TinyPipelines.Keras with { Filters = null }).Encode("The film?").Ids.Should().Equal([1, 2], "Keras' own filters hold the question mark");
    }

    [Fact]
    public void The_out_of_vocabulary_token_replaces_unknown_words()
    {
        var pipeline = new KerasTokenizerPipeline(TinyPipelines.Keras with { OutOfVocabularyToken = "<OOV>" }, WithToken);

        pipeline.Encode("the film is good").Should().BeEquivalentTo(new TokenSequence([2, 3, 1, 1], 2, 0), "'is' has no id, and that of 'good' is not below num_words");
    }

    [Fact]
    public void Long_texts_lose_words_on_the_side_of_the_manifest()
    {
        var text = "the film not good the film not good the film not good the the";

        Pipeline(TinyPipelines.Keras).Encode(text).Should().BeEquivalentTo(new TokenSequence([3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 1], 0, 2), "document 000 keeps the end");
        Pipeline(TinyPipelines.Keras with { Truncation = SequenceSide.Post }).Encode(text).Should().BeEquivalentTo(new TokenSequence([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4], 0, 2), "others keep the start");
    }

    [Fact]
    public void A_vocabulary_that_does_not_fit_is_refused()
    {
        var padding = () => new KerasTokenizerPipeline(TinyPipelines.Keras, Vocabulary.FromTokens(["the", "film"]));
        var empty = () => new KerasTokenizerPipeline(TinyPipelines.Keras, Vocabulary.FromTokens([]));
        var token = () => new KerasTokenizerPipeline(TinyPipelines.Keras with { OutOfVocabularyToken = "<OOV>" }, TinyPipelines.KerasWords);
        var late = () => new KerasTokenizerPipeline(TinyPipelines.Keras with { OutOfVocabularyToken = "dull" }, TinyPipelines.KerasWords);
        var unknown = () => new KerasTokenizerPipeline(TinyPipelines.Keras with { Unknown = UnknownTokens.Unk }, TinyPipelines.KerasWords);

        padding.Should().Throw<RnnOnnxException>("'the' would be padding").WithMessage("*must start with <PAD>*'the'*");
        empty.Should().Throw<RnnOnnxException>("there are no words").WithMessage("*must start with <PAD>*is empty*");
        token.Should().Throw<RnnOnnxException>("the token has no id").WithMessage("*'<OOV>'*entries 1 to 4*");
        late.Should().Throw<RnnOnnxException>("the graph has no such id").WithMessage("*'dull'*entries 1 to 4*");
        unknown.Should().Throw<RnnOnnxException>("there is no <UNK>").WithMessage("*<UNK>, which must be the vocabulary's entry 1*");
    }

    // A text that holds the out-of-vocabulary token leaves id 1 without a word, and num_words = 1 leaves the token without an id in the graph.
    private static bool IsOneVocabulary(int number)
    {
        var fitted = KerasTokenizerCases.All[number];
        var token = fitted.Options.OutOfVocabularyToken;
        return fitted.Index.Select(pair => pair.Id).SequenceEqual(Enumerable.Range(1, fitted.Index.Length)) && (token is null || fitted.Options.NumWords is null or > 1);
    }

    private static KerasTokenizerPipeline Pipeline(PipelineManifest settings) => new(settings, TinyPipelines.KerasWords);
}
