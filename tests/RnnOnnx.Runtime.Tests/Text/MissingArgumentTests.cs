using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Text;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Text;

/// <summary>A null is the caller's mistake, and named where it is made: not one that shows somewhere below.</summary>
public sealed class MissingArgumentTests
{
    private static readonly KerasTokenizer Keras = new(new(), new Dictionary<string, int> { ["film"] = 1 });

    private static readonly TextVectorizer Vectorizer = new(new(), ["film"]);

    [Fact]
    public void Pipelines_name_it()
    {
        Named("settings", () => TextPipelines.Create(null!, TinyPipelines.Symbols), () => new CharacterPipeline(null!, TinyPipelines.Symbols), () => KerasTokenizerPipeline.Options(null!));
        Named(
            "vocabulary",
            () => TextPipelines.Create(TinyPipelines.Characters, null!),
            () => new CharacterPipeline(TinyPipelines.Characters, null!),
            () => new CharacterSequencePipeline(TinyPipelines.Sequence, null!),
            () => new KerasTokenizerPipeline(TinyPipelines.Keras, null!),
            () => new TextVectorizationPipeline(TinyPipelines.Vectorization, null!),
            () => new TreebankPipeline(TinyPipelines.Treebank, null!),
            () => new WordIndexPipeline(TinyPipelines.WordIndex, null!));
        var pipeline = TextPipelines.Create(TinyPipelines.Characters, TinyPipelines.Symbols);
        Named("text", () => pipeline.Encode((string)null!), () => pipeline.Trace(null!), () => ((ITextPipeline)new Other()).Encode((string)null!));
    }

    [Fact]
    public void Tokenizers_name_it()
    {
        Named(
            "text",
            () => CharacterTokenizer.Clean(null!),
            () => KerasTokenizer.TextToWordSequence(null!),
            () => TextVectorizer.Tokenize(null!),
            () => new TreebankTokenizer().Tokenize(null!),
            () => new TextReplacer(null).Apply((string)null!));
        Named("ids", () => CharacterTokenizer.Encode("a", null!), () => Keras.Encode("film", null!), () => Vectorizer.Encode("film", null!), () => SequencePadding.Pad(null!, 1, SequenceSide.Pre, SequenceSide.Pre));
        Named("texts", () => Keras.TextsToSequences(null!), () => Fit(fit => fit.Add((IEnumerable<string>)null!)), () => FitVectorizer(fit => fit.Add((IEnumerable<string>)null!)));
        Named("sequences", () => Keras.SequencesToTexts(null!));
        Named("symbol", () => CharacterTokenizer.IdOf(null!));
        Named("options", () => new KerasTokenizer(null!, new Dictionary<string, int>()), () => new TextVectorizer(null!, []), () => new TextVectorizerFit(null!));
        Named("wordIndex", () => new KerasTokenizer(new(), null!));
        Named("vocabulary", () => KerasTokenizer.FromVocabulary(new(), null!), () => TextVectorizer.FromVocabulary(new(), null!));
        Named("tokens", () => new TextVectorizer(new(), null!), () => Vocabulary.FromTokens(null!));
        Named("tokens[1]", () => Vocabulary.FromTokens(["a", null!]));
        Named("path", () => Vocabulary.Load(null!), () => Save(null!));
        FluentActions.Invoking(() => Vocabulary.Load("")).Should().Throw<ArgumentException>().WithParameterName("path");
        FluentActions.Invoking(() => Save("")).Should().Throw<ArgumentException>().WithParameterName("path");
        FluentActions.Invoking(() => new KerasTokenizer(new() { Filters = null! }, new Dictionary<string, int>())).Should().Throw<RnnOnnxException>().WithMessage("*no Filters*\"\" to keep every character*");
    }

    [Fact]
    public void A_pipeline_of_ones_own_need_not_take_strings()
    {
        ITextPipeline own = new Other();

        own.Encode("four").Ids.Should().Equal([4], "the interface turns a string into what the pipeline takes");
    }

    [Fact]
    public void Ids_may_be_written_through_memory_too()
    {
        using var buffer = IdBuffer.Rent(1);
        foreach (var size in new[] { 0, 16, 100 })
        {
            var memory = buffer.GetMemory(size);
            memory.Length.Should().BeGreaterThanOrEqualTo(Math.Max(1, size), "that much was asked for");
            memory.Span[0] = size;
            buffer.Advance(1);
        }

        buffer.Written.ToArray().Should().Equal([0, 16, 100], "what was written before stays when the array grows");
    }

    private static void Named(string parameter, params Func<object?>[] calls)
    {
        foreach (var call in calls)
        {
            call.Should().Throw<ArgumentNullException>().WithParameterName(parameter);
        }
    }

    private static object? Fit(Action<KerasTokenizerFit> act)
    {
        act(new KerasTokenizerFit(new()));
        return null;
    }

    private static object? FitVectorizer(Action<TextVectorizerFit> act)
    {
        act(new TextVectorizerFit(new()));
        return null;
    }

    private static object? Save(string path)
    {
        TinyPipelines.Symbols.Save(path);
        return null;
    }

    // Gives the length of the text as its only id.
    private sealed class Other : ITextPipeline
    {
        public int MaximumLength => 1;

        public PipelineManifest Settings => TinyPipelines.Characters;

        public TokenSequence Encode(ReadOnlySpan<char> text) => new([text.Length], 0, 0);

        public IReadOnlyList<TracedToken> Trace(string text) => [];
    }
}
