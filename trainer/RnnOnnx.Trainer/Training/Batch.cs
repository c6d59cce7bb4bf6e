using RnnOnnx.Text;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Layers;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Training;

/// <summary>Some texts as tensors.</summary>
/// <param name="Input">Their ids.</param>
/// <param name="Labels">The right answers: their labels, in the same order; for a network that generates, the id after each of their ids, text after text.</param>
/// <param name="Rows">Which texts they are, in the same order.</param>
public sealed record Batch(Activations Input, IReadOnlyList<int> Labels, IReadOnlyList<int> Rows)
{
    /// <summary>Makes a batch.</summary>
    /// <param name="texts">Texts of at most <paramref name="maximumLength"/> ids.</param>
    /// <param name="rows">Which of them to take.</param>
    /// <param name="maximumLength">Steps of a full row.</param>
    /// <param name="layout">How the texts lie in it.</param>
    /// <param name="device">Where its tensors lie; null for the CPU.</param>
    public static Batch Create(LabelledSequences texts, ReadOnlySpan<int> rows, int maximumLength, BatchLayout layout, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var order = rows.ToArray();
        var isPacked = layout is BatchLayout.SharedPadding or BatchLayout.Unpadded;
        if (isPacked)
        {
            // The row number decides between equal lengths, so that every sum runs in the same order each time.
            Array.Sort(order, (a, b) => (texts.Ids[b].Length, a).CompareTo((texts.Ids[a].Length, b)));
        }

        var chosen = Array.ConvertAll(order, row => texts.Ids[row]);
        var input = isPacked
            ? Packed(chosen, maximumLength, layout == BatchLayout.SharedPadding, device)
            : Padded(chosen, maximumLength, layout == BatchLayout.PrePadded, device);
        return new Batch(input, Array.ConvertAll(order, row => texts.Labels[row]), order);
    }

    /// <summary>Makes a batch in which each id is to tell the next one, and the last one the end. Rows are filled at the end up to the longest.</summary>
    /// <param name="texts">Texts of at least one id each.</param>
    /// <param name="rows">Which of them to take.</param>
    /// <param name="device">Where its tensors lie; null for the CPU.</param>
    public static Batch OfNextIds(LabelledSequences texts, ReadOnlySpan<int> rows, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var order = rows.ToArray();
        var chosen = Array.ConvertAll(order, row => texts.Ids[row]);
        return new Batch(Padded(chosen, chosen.Max(text => text.Length), atStart: false, device), [.. chosen.SelectMany(text => text.Skip(1).Append(CharacterSequencePipeline.EndId))], order);
    }

    private static Activations Padded(int[][] texts, int maximumLength, bool atStart, Device? device)
    {
        var ids = new long[texts.Length * maximumLength];
        for (var row = 0; row < texts.Length; row++)
        {
            Widen(texts[row], ids.AsSpan(atStart ? ((row + 1) * maximumLength) - texts[row].Length : row * maximumLength));
        }

        return new Activations(tensor(ids, [texts.Length, maximumLength], device: device), StepLayout.Padded(maximumLength, texts.Length));
    }

    private static Activations Packed(int[][] texts, int maximumLength, bool sharesPadding, Device? device)
    {
        // Without padding, the steps before the longest text's first are nobody's.
        var steps = sharesPadding ? maximumLength : Math.Max(texts.Max(t => t.Length), 1);
        var padding = sharesPadding ? 1 : 0;
        var ids = new List<long>(steps + texts.Sum(t => t.Length));
        var rows = new long[steps];
        var begun = 0;
        for (var step = 0; step < steps; step++)
        {
            if (sharesPadding)
            {
                ids.Add(0);
            }

            while (begun < texts.Length && texts[begun].Length >= steps - step)
            {
                begun++;
            }

            for (var row = 0; row < begun; row++)
            {
                ids.Add(texts[row][^(steps - step)]);
            }

            rows[step] = begun + padding;
        }

        return new Activations(tensor(ids.ToArray(), device: device), new StepLayout(steps, rows, sharesPadding, texts.Length));
    }

    private static void Widen(int[] source, Span<long> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = source[i];
        }
    }
}
