namespace RnnOnnx.Generation;

/// <summary>Chooses ids by their logits. One per text: it holds the state of the random numbers.</summary>
internal sealed class TokenSampler
{
    private readonly double _temperature;
    private readonly int _topK;
    private readonly SplitMix _random;
    private readonly double[] _weights;
    private readonly float[] _keys;
    private readonly int[] _order;
    private readonly Comparison<int> _likelierFirst;

    /// <summary>Creates the sampler.</summary>
    /// <param name="options">Temperature, number of candidates and seed, all valid.</param>
    /// <param name="width">Number of ids.</param>
    public TokenSampler(GenerationOptions options, int width)
    {
        _temperature = options.Temperature;
        _topK = Math.Min(options.TopK ?? width, width);
        _random = new SplitMix(options.Seed ?? Random.Shared.NextInt64());
        _weights = new double[width];
        _keys = new float[width];
        _order = new int[width];
        _likelierFirst = (a, b) => _keys[a] != _keys[b] ? _keys[b].CompareTo(_keys[a]) : a.CompareTo(b);
    }

    /// <summary>
    /// Chooses an id: with probability softmax(logits / temperature) among the <see cref="GenerationOptions.TopK"/> likeliest, of equal ones the lower ids; at temperature 0 the likeliest.
    /// </summary>
    /// <param name="logits">One per id; negative infinity for an id that must not be chosen, and at least one that is finite.</param>
    public int Next(ReadOnlySpan<float> logits)
    {
        var likeliest = Likeliest(logits);
        return _temperature == 0 || _topK == 1 ? likeliest : Draw(logits, logits[likeliest]);
    }

    private int Draw(ReadOnlySpan<float> logits, float highest)
    {
        for (var id = 0; id < logits.Length; id++)
        {
            // In relation to the highest, so that no power overflows however low the temperature.
            _weights[id] = Math.Exp(((double)logits[id] - highest) / _temperature);
        }

        if (_topK < logits.Length)
        {
            DropAllBut(logits);
        }

        var rest = _random.NextDouble() * Sum(_weights);
        var chosen = 0;
        for (var id = 0; id < _weights.Length; id++)
        {
            if (_weights[id] == 0)
            {
                continue;
            }

            // Rounding may leave a rest after the last candidate, which then is the one.
            chosen = id;
            rest -= _weights[id];
            if (rest < 0)
            {
                break;
            }
        }

        return chosen;
    }

    private void DropAllBut(ReadOnlySpan<float> logits)
    {
        for (var id = 0; id < _order.Length; id++)
        {
            _order[id] = id;
        }

        // Logits and not weights decide: a low temperature makes unequal weights equal to 0.
        logits.CopyTo(_keys);
        _order.AsSpan().Sort(_likelierFirst);
        foreach (var id in _order.AsSpan(_topK))
        {
            _weights[id] = 0;
        }
    }

    private static int Likeliest(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var id = 1; id < logits.Length; id++)
        {
            best = logits[id] > logits[best] ? id : best;
        }

        return best;
    }

    private static double Sum(double[] weights)
    {
        // In order, for a vectorized sum would depend on the machine.
        var sum = 0.0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        return sum;
    }
}
