namespace RnnOnnx.Generation;

/// <summary>How the next character is chosen, and when a text ends.</summary>
public sealed record GenerationOptions
{
    /// <summary>What the logits are divided by: below 1 the likely characters become likelier, above 1 all become more alike; 0 always takes the likeliest. Finite, at least 0.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Only this many of the likeliest characters, the end included, can be chosen, at least 1; null for all.</summary>
    public int? TopK { get; init; }

    /// <summary>Seed of the choices; null for another text each time.</summary>
    /// <remarks>The same seed, options and prompt give the same text. Another machine or provider may round a score otherwise and, rarely, choose another character by it.</remarks>
    public long? Seed { get; init; }

    /// <summary>Most characters that are generated, at least 1. The prompt does not count.</summary>
    public int MaximumLength { get; init; } = 200;

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the parameter name is the option's.</exception>
    internal void Validate()
    {
        if (!(Temperature >= 0 && double.IsFinite(Temperature)))
        {
            throw new ArgumentOutOfRangeException(nameof(Temperature), Temperature, "The temperature is a finite number of at least 0.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(TopK ?? 1, 1, nameof(TopK));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumLength, 1, nameof(MaximumLength));
    }
}
