using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>
/// Makes word vectors of texts: skip-gram with negative sampling (Mikolov et al., <i>Distributed Representations of Words and Phrases and their Compositionality</i>, 2013), on one
/// thread. Sums run over eight lanes in a fixed order whatever the processor offers, so that a seed gives the same bytes.
/// </summary>
public sealed class SkipGram
{
    private const int Lanes = 8;
    private const int SigmoidSteps = 4096;
    private const float SigmoidEnd = 6;

    private readonly SkipGramOptions _options;
    private readonly SkipGramText _text;
    private readonly int[] _noise;
    private readonly float[] _sigmoid = new float[SigmoidSteps];
    private readonly int _stride;
    private readonly Vector256<float>[] _vectors;
    private readonly Vector256<float>[] _contexts;
    private readonly Vector256<float>[] _change;
    private ulong _random;

    private SkipGram(SkipGramText text, SkipGramOptions options)
    {
        (_text, _options, _noise) = (text, options, text.Noise());
        _stride = (options.Dimension + Lanes - 1) / Lanes;
        _vectors = new Vector256<float>[text.Words.Count * _stride];
        _contexts = new Vector256<float>[text.Words.Count * _stride];
        _change = new Vector256<float>[_stride];
        _random = (ulong)options.Seed ^ 0x9E3779B97F4A7C15;
        for (var i = 0; i < SigmoidSteps; i++)
        {
            _sigmoid[i] = (float)(1 / (1 + Math.Exp(-SigmoidEnd * ((2 * (i + 0.5) / SigmoidSteps) - 1))));
        }

        // The last lanes that fill up a row stay 0 for ever.
        for (var word = 0; word < text.Words.Count; word++)
        {
            foreach (ref var value in MemoryMarshal.Cast<Vector256<float>, float>(Row(_vectors, word))[..options.Dimension])
            {
                value = (Draw(1 << 24) / (float)(1 << 24) - 0.5f) / options.Dimension;
            }
        }
    }

    /// <summary>Makes vectors for the words of texts, commonest first.</summary>
    /// <param name="name">The vectors' name.</param>
    /// <param name="texts">The texts, word by word.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Stops between two texts.</param>
    /// <exception cref="CorpusException">No word is common enough.</exception>
    public static WordVectors Train(string name, IReadOnlyList<IReadOnlyList<string>> texts, SkipGramOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        options ??= new SkipGramOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Dimension, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Window, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Negatives, 1);
        var text = SkipGramText.Of(texts, options.MinimumCount);
        return text.Words.Count == 0
            ? throw new CorpusException($"no word is in the {texts.Count:N0} texts {options.MinimumCount} times, so there is nothing to make vectors of; give more text or lower the minimum count")
            : new SkipGram(text, options).Run(name, cancellation);
    }

    private WordVectors Run(string name, CancellationToken cancellation)
    {
        var longest = _text.Texts.Max(text => text.Length);
        var kept = new int[longest];
        var seen = 0L;
        for (var epoch = 0; epoch < _options.Epochs; epoch++)
        {
            foreach (var text in _text.Texts)
            {
                cancellation.ThrowIfCancellationRequested();
                var rate = _options.LearningRate * Math.Max(1e-4f, 1 - ((float)seen / (_options.Epochs * _text.Total)));
                Learn(kept.AsSpan(0, Thin(text, kept)), rate);
                seen += text.Length;
            }
        }

        var table = new float[_text.Words.Count * _options.Dimension];
        for (var word = 0; word < _text.Words.Count; word++)
        {
            MemoryMarshal.Cast<Vector256<float>, float>(Row(_vectors, word))[.._options.Dimension].CopyTo(table.AsSpan(word * _options.Dimension));
        }

        return new WordVectors(name, _text.Words, table, _options.Dimension);
    }

    private int Thin(int[] text, int[] kept)
    {
        var count = 0;
        var threshold = _options.Subsampling * _text.Total;
        foreach (var word in text)
        {
            var keep = threshold > 0 ? (Math.Sqrt(_text.Counts[word] / threshold) + 1) * threshold / _text.Counts[word] : 1;
            if (keep >= 1 || Draw(1 << 24) < keep * (1 << 24))
            {
                kept[count++] = word;
            }
        }

        return count;
    }

    private void Learn(ReadOnlySpan<int> text, float rate)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var window = 1 + Draw(_options.Window);
            for (var j = Math.Max(0, i - window); j <= Math.Min(text.Length - 1, i + window); j++)
            {
                if (j != i)
                {
                    LearnPair(text[j], text[i], rate);
                }
            }
        }
    }

    private void LearnPair(int word, int context, float rate)
    {
        var vector = Row(_vectors, word);
        var change = _change.AsSpan();
        change.Clear();
        Step(vector, context, 1, rate, change);
        for (var i = 0; i < _options.Negatives; i++)
        {
            var other = _noise[Draw(_noise.Length)];
            if (other != context)
            {
                Step(vector, other, 0, rate, change);
            }
        }

        for (var i = 0; i < change.Length; i++)
        {
            vector[i] += change[i];
        }
    }

    private void Step(ReadOnlySpan<Vector256<float>> vector, int context, float wanted, float rate, Span<Vector256<float>> change)
    {
        var other = Row(_contexts, context);
        var gradient = Vector256.Create((wanted - Sigmoid(Dot(vector, other))) * rate);
        for (var i = 0; i < vector.Length && i < other.Length && i < change.Length; i++)
        {
            change[i] += gradient * other[i];
            other[i] += gradient * vector[i];
        }
    }

    private static float Dot(ReadOnlySpan<Vector256<float>> a, ReadOnlySpan<Vector256<float>> b)
    {
        var (even, odd) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var i = 0;
        for (; i + 1 < a.Length && i + 1 < b.Length; i += 2)
        {
            even += a[i] * b[i];
            odd += a[i + 1] * b[i + 1];
        }

        if (i < a.Length)
        {
            even += a[i] * b[i];
        }

        var sum = (even + odd).GetLower() + (even + odd).GetUpper();
        return (sum[0] + sum[2]) + (sum[1] + sum[3]);
    }

    private float Sigmoid(float x) => x switch
    {
        <= -SigmoidEnd => 0,
        >= SigmoidEnd => 1,
        _ => _sigmoid[Math.Min(SigmoidSteps - 1, (int)((x + SigmoidEnd) * (SigmoidSteps / (2 * SigmoidEnd))))],
    };

    private Span<Vector256<float>> Row(Vector256<float>[] table, int row) => table.AsSpan(row * _stride, _stride);

    private int Draw(int below)
    {
        // The linear congruential generator of drand48, whose upper bits are the good ones.
        _random = (_random * 25214903917) + 11;
        return (int)(((_random >> 16) & 0xFFFFFFFF) * (ulong)below >> 32);
    }
}
