using System.Numerics;

namespace RnnOnnx.Inference;

/// <summary>Puts texts of like length together, so that little is computed for padding.</summary>
internal static class LengthBuckets
{
    /// <summary>A batch takes no text shorter than its longest over this: a text alone takes about twice as long as its share of a batch, so a run of its own is then cheaper than the padding.</summary>
    public const int LongestOverShortest = 4;

    // Below it a GPU is bound by what every run costs.
    private const int LeastSteps = 16;

    /// <summary>Splits texts into batches.</summary>
    /// <param name="lengths">Number of ids of each text.</param>
    /// <param name="shapes">The batches that the model is run with.</param>
    /// <param name="parallelism">Runs at a time; few texts make smaller batches, so that each has one.</param>
    /// <returns>Indexes of texts, the longest texts first, so that no long batch is begun last while other cores stand idle.</returns>
    public static IReadOnlyList<ArraySegment<int>> Split(ReadOnlySpan<int> lengths, BatchShapes shapes, int parallelism)
    {
        var order = Order(lengths);
        var share = (order.Length + parallelism - 1) / parallelism;
        var batches = new List<ArraySegment<int>>();
        for (var start = 0; start < order.Length;)
        {
            var end = Math.Min(start + Math.Min(shapes.Rows(lengths[order[start]]), share), order.Length);
            if (shapes.Adaptive)
            {
                while (Math.Max(lengths[order[end - 1]], 1) * LongestOverShortest < lengths[order[start]])
                {
                    end--;
                }
            }

            batches.Add(new ArraySegment<int>(order, start, end - start));
            start = end;
        }

        return batches;
    }

    /// <summary>Rounds a length up to one of few, powers of two up to the maximum: a GPU prepares for every shape it meets.</summary>
    /// <param name="steps">From 1 to <paramref name="maximum"/>.</param>
    /// <param name="maximum">The model's maximum.</param>
    public static int RoundUp(int steps, int maximum) => (int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)Math.Max(steps, LeastSteps)), (uint)maximum);

    /// <summary>All lengths that <see cref="RoundUp"/> gives, ascending.</summary>
    public static IEnumerable<int> All(int maximum)
    {
        for (var steps = RoundUp(1, maximum); ; steps = RoundUp(steps + 1, maximum))
        {
            yield return steps;
            if (steps == maximum)
            {
                yield break;
            }
        }
    }

    // Length and place in one number: sorting numbers needs no comparison function, and equal lengths keep their order.
    private static int[] Order(ReadOnlySpan<int> lengths)
    {
        var keys = new long[lengths.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = ((long)(int.MaxValue - lengths[i]) << 32) | (uint)i;
        }

        Array.Sort(keys);
        return Array.ConvertAll(keys, static key => (int)key);
    }
}
