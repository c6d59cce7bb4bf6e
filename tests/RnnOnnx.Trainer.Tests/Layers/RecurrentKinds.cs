using RnnOnnx.Trainer.Layers;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>Every recurrent layer that the trainer knows, with each of its options.</summary>
internal static class RecurrentKinds
{
    /// <summary>Their names, for theories.</summary>
    public static readonly string[] All =
    [
        "simple-rnn",
        "lstm",
        "lstm-hard",
        "lstm-peepholes",
        "lstm-peepholes-hard",
        "gru-after",
        "gru-before",
        "gru-after-hard",
        "gru-before-hard",
    ];

    /// <summary>The names as a theory's data.</summary>
    public static TheoryData<string> Names => [.. All];

    /// <summary>Whether a kind's gates are Keras' old ones, which are cut off at 0 and 1.</summary>
    public static bool IsHard(string kind) => kind.EndsWith("hard", StringComparison.Ordinal);

    /// <summary>A kind's configuration.</summary>
    public static RecurrentConfiguration Of(string kind, int units, bool sequences = false)
    {
        var gate = IsHard(kind) ? GateActivation.HardSigmoid : GateActivation.Sigmoid;
        RecurrentConfiguration configuration = kind.Split('-')[0] switch
        {
            "simple" => new SimpleRnnConfiguration(units),
            "lstm" => new LstmConfiguration(units) { Gate = gate, Peepholes = kind.Contains("peepholes", StringComparison.Ordinal) },
            _ => new GruConfiguration(units) { Gate = gate, ResetAfter = kind.Contains("after", StringComparison.Ordinal) },
        };
        return configuration with { ReturnSequences = sequences };
    }

    /// <summary>Number of gates.</summary>
    public static int Gates(string kind) => kind.Split('-')[0] switch { "simple" => 1, "lstm" => 4, _ => 3 };
}
