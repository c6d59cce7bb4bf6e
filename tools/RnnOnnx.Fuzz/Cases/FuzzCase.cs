using RnnOnnx.Inference;
using RnnOnnx.Packages;

namespace RnnOnnx.Fuzz.Cases;

/// <summary>One hostile input.</summary>
internal abstract class FuzzCase
{
    protected static readonly ClassifierOptions OnCpu = new() { Provider = ExecutionProvider.Cpu, MaximumParallelism = 1 };

    /// <summary>Why the input must not be accepted; null when it may be.</summary>
    public string? MustBeRefused { get; init; }

    /// <summary>Writes the input into an empty folder.</summary>
    public abstract void Write(string folder);

    /// <summary>Gives the input to the library, and demands of what it accepts that the results are good.</summary>
    /// <param name="folder">Where the input was written.</param>
    /// <exception cref="RnnOnnxException">The library refused it.</exception>
    /// <exception cref="BadResultException">The library accepted it and gave what it must not.</exception>
    public abstract void Run(string folder);

    protected static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new BadResultException(otherwise);
        }
    }

    protected static void DemandScores(Prediction prediction, int labels) => Demand(
        prediction.Scores.Count == labels && prediction.Scores.All(float.IsFinite) && prediction.Labels.Contains(prediction.Label),
        $"the scores of a prediction are {string.Join(", ", prediction.Scores)}");
}

/// <summary>The library accepted an input and gave what it must not give.</summary>
internal sealed class BadResultException(string message) : Exception(message);
