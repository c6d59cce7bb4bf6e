using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>Texts of different lengths whose ids stand for closed-form vectors, padding's among them, in every layout.</summary>
internal sealed class VectorTexts
{
    private readonly int _features;
    private readonly LabelledSequences _texts;

    /// <param name="lengths">Ids in each text, longest first.</param>
    /// <param name="features">Length of a vector.</param>
    /// <param name="scale">What the vectors are multiplied with.</param>
    public VectorTexts(int[] lengths, int features, float scale = 1)
    {
        _features = features;
        MaximumLength = lengths[0];
        var next = 1;
        _texts = new LabelledSequences([.. lengths.Select(n => Enumerable.Range(0, n).Select(_ => next++).ToArray())], new int[lengths.Length]);
        Table = [.. Waves.Of(next * features, 9).Select(v => v * scale)];
    }

    /// <summary>Steps of a full row.</summary>
    public int MaximumLength { get; }

    /// <summary>Number of texts.</summary>
    public int Count => _texts.Count;

    /// <summary>The ids' vectors, row by row; padding's is the first, and not zero.</summary>
    public float[] Table { get; }

    /// <summary>The texts in a layout, with a table for the ids' vectors.</summary>
    public Activations Input(BatchLayout layout, Tensor table)
    {
        var input = Batch.Create(_texts, [.. Enumerable.Range(0, _texts.Count)], MaximumLength, layout).Input;
        return input with { Values = table.reshape(-1, _features).index_select(0, input.Values.flatten()).reshape([.. input.Values.shape, _features]) };
    }

    /// <summary>What a layer sees of a text: all steps, or in unpadded batches the text's own.</summary>
    /// <param name="text">Its number; -1 for the row of padding that texts share.</param>
    /// <param name="layout">The layout.</param>
    public float[][] Steps(int text, BatchLayout layout)
    {
        var ids = text < 0 ? [] : _texts.Ids[text];
        var filler = new int[MaximumLength - ids.Length];
        int[] row = layout switch
        {
            BatchLayout.Unpadded => ids,
            BatchLayout.PostPadded => [.. ids, .. filler],
            _ => [.. filler, .. ids],
        };
        return Array.ConvertAll(row, id => Table[(id * _features)..((id + 1) * _features)]);
    }

    /// <summary>Which text and step each row of a layer's sequence belongs to; steps count as in <see cref="Steps"/>.</summary>
    public IEnumerable<(int Text, int Step)> Rows(BatchLayout layout)
    {
        if (layout is BatchLayout.PrePadded or BatchLayout.PostPadded)
        {
            return from text in Enumerable.Range(0, Count) from step in Enumerable.Range(0, MaximumLength) select (text, step);
        }

        var padding = Enumerable.Repeat(-1, layout == BatchLayout.SharedPadding ? 1 : 0);
        return
            from step in Enumerable.Range(0, MaximumLength)
            from text in padding.Concat(Enumerable.Range(0, Count).Where(t => _texts.Ids[t].Length >= MaximumLength - step))
            select (text, layout == BatchLayout.Unpadded ? step - MaximumLength + _texts.Ids[text].Length : step);
    }
}
