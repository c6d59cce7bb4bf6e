using System.Text;
using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Corpora;

namespace RnnOnnx.Trainer.Training;

/// <summary>A text pipeline whose vocabulary was fitted to training texts.</summary>
/// <param name="Pipeline">The pipeline, as the runtime builds it from a package.</param>
/// <param name="Vocabulary">Its vocabulary.</param>
/// <param name="Counts">How often each line of the vocabulary occurs in the training texts; null where it was not counted.</param>
public sealed record FittedPipeline(ITextPipeline Pipeline, Vocabulary Vocabulary, IReadOnlyList<long>? Counts)
{
    /// <summary>Fits the pipeline that an architecture declares.</summary>
    /// <param name="settings">The pipeline's settings.</param>
    /// <param name="texts">The training texts.</param>
    /// <exception cref="RnnOnnxException">Pipelines of this kind are not fitted to texts.</exception>
    public static FittedPipeline Fit(PipelineManifest settings, IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(texts);
        var replacer = new TextReplacer(settings.Replacements);
        var replaced = texts.Select(replacer.Apply);
        var (tokens, counts) = settings.Kind switch
        {
            KerasTokenizerPipeline.Kind => Words(settings, replaced),
            TextVectorizationPipeline.Kind => Tokens(settings, replaced),
            WordIndexPipeline.Kind => WordIndexFit.Fit(replaced),
            CharacterPipeline.Kind => (CharacterTokenizer.Symbols, null),
            CharacterSequencePipeline.Kind => Characters(settings, replaced),
            _ => throw new RnnOnnxException(
                $"the text pipeline '{settings.Kind}' cannot be fitted to texts; {KerasTokenizerPipeline.Kind}, {TextVectorizationPipeline.Kind}, {WordIndexPipeline.Kind}, {CharacterPipeline.Kind} and {CharacterSequencePipeline.Kind} can"),
        };
        return Of(settings, Vocabulary.FromTokens(tokens), counts);
    }

    /// <summary>The pipeline of a vocabulary that is known.</summary>
    /// <param name="settings">The pipeline's settings.</param>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="counts">How often each of its lines occurs in the training texts; null where it was not counted.</param>
    public static FittedPipeline Of(PipelineManifest settings, Vocabulary vocabulary, IReadOnlyList<long>? counts = null) =>
        new(TextPipelines.Create(settings, vocabulary), vocabulary, counts);

    /// <summary>Counts the tokens of texts by their lines in a vocabulary.</summary>
    internal static IReadOnlyList<long> Count(TreebankTokenizer tokenizer, Vocabulary vocabulary, IEnumerable<string> texts)
    {
        var counts = new long[vocabulary.Count];
        foreach (var text in texts)
        {
            foreach (var token in tokenizer.Enumerate(text))
            {
                if (vocabulary.TryGetId(token, out var id))
                {
                    counts[id]++;
                }
            }
        }

        return counts;
    }

    // Words beyond the vocabulary's size never get an id, so the package need not name them.
    private static (IReadOnlyList<string> Tokens, IReadOnlyList<long>? Counts) Words(PipelineManifest settings, IEnumerable<string> texts)
    {
        var tokenizer = KerasTokenizer.Fit(texts, KerasTokenizerPipeline.Options(settings));
        var words = tokenizer.WordIndex.OrderBy(w => w.Value).Select(w => w.Key).Take(settings.VocabularySize - 1).ToArray();
        return ([Vocabulary.PaddingToken, .. words], [0, .. words.Select(w => (long)tokenizer.WordCounts.GetValueOrDefault(w))]);
    }

    // The commonest characters; texts of fewer leave lines over, which go to printable characters that they lack, for the network's size is fixed.
    private static (IReadOnlyList<string> Tokens, IReadOnlyList<long>? Counts) Characters(PipelineManifest settings, IEnumerable<string> texts)
    {
        var wanted = settings.VocabularySize - CharacterSequencePipeline.Signs.Count;
        var counts = texts.SelectMany(text => text.EnumerateRunes()).Where(rune => rune.Value is not '\n').CountBy(rune => rune).ToDictionary();
        var printable = Enumerable.Range(' ', char.MaxValue - ' ').Where(Rune.IsValid).Select(code => new Rune(code)).Where(rune => rune.Value == ' ' || Rune.IsLetterOrDigit(rune) || Rune.IsPunctuation(rune) || Rune.IsSymbol(rune));
        Rune[] characters = [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key).Select(c => c.Key).Concat(printable.Where(rune => !counts.ContainsKey(rune))).Take(wanted)];
        return ([.. CharacterSequencePipeline.Signs, .. characters.Select(rune => rune.ToString())], [.. CharacterSequencePipeline.Signs.Select(_ => 0L), .. characters.Select(rune => (long)counts.GetValueOrDefault(rune))]);
    }

    private static (IReadOnlyList<string> Tokens, IReadOnlyList<long>? Counts) Tokens(PipelineManifest settings, IEnumerable<string> texts)
    {
        var fit = new TextVectorizerFit(new TextVectorizerOptions { MaximumTokens = settings.VocabularySize, OutputLength = settings.MaximumLength });
        fit.Add(texts);
        var tokens = fit.Build().Vocabulary;
        return (tokens, [.. tokens.Select(t => (long)fit.Counts.GetValueOrDefault(t))]);
    }
}
