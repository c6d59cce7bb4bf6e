using RnnOnnx.Text;
using RnnOnnx.Trainer.Corpora;

namespace RnnOnnx.Trainer.Evaluation;

/// <summary>Labelled texts to evaluate models on.</summary>
public sealed record EvaluationTexts
{
    /// <summary>Name of the corpus.</summary>
    public required string Corpus { get; init; }

    /// <summary>Which of its texts these are, in words.</summary>
    public required string Part { get; init; }

    /// <summary>What must be known of the figures besides; null for nothing.</summary>
    public string? Remark { get; init; }

    /// <summary>The corpus' labels.</summary>
    public required IReadOnlyList<string> LabelNames { get; init; }

    /// <summary>Each text's label, a place in <see cref="LabelNames"/>.</summary>
    public required IReadOnlyList<int> Labels { get; init; }

    /// <summary>The texts; null for a corpus of word ids.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>The texts as lines of <see cref="Vocabulary"/>; null for a corpus of texts.</summary>
    public IReadOnlyList<int[]>? Words { get; init; }

    /// <summary>The words of <see cref="Words"/>.</summary>
    public Vocabulary? Vocabulary { get; init; }

    /// <summary>A text as it can be read; of a corpus of word ids its words, without the signs that are none.</summary>
    /// <param name="row">Its place, from 0.</param>
    public string Text(int row) => Texts is { } texts ? texts[row] : string.Join(' ', Words![row].Where(id => id >= KerasWordIndex.FirstWord).Select(id => Vocabulary![id]));

    /// <summary>Some of a corpus of texts.</summary>
    internal static EvaluationTexts Of(TextCorpus corpus, CorpusSplit split, string part)
    {
        LabelledText[] texts = [.. split.HeldOut.Select(row => split.HeldOutIsTest ? corpus.Test[row] : corpus.Training[row])];
        return new() { Corpus = corpus.Name, Part = part, LabelNames = corpus.Labels, Labels = [.. texts.Select(t => t.Label)], Texts = [.. texts.Select(t => t.Text)] };
    }

    /// <summary>Some of a corpus of word ids.</summary>
    internal static EvaluationTexts Of(Corpus corpus, CorpusSplit split, string part)
    {
        var texts = (split.HeldOutIsTest ? corpus.Test : corpus.Training).Select(split.HeldOut);
        return new() { Corpus = corpus.Name, Part = part, LabelNames = corpus.Labels, Labels = texts.Labels, Words = texts.Ids, Vocabulary = corpus.Vocabulary };
    }
}
