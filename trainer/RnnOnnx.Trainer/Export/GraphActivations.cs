using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Export;

/// <summary>What flows from layer to layer in the graph under construction.</summary>
/// <param name="Value">Name of the value: ids <c>[time, batch]</c>, sequences <c>[time, batch, features]</c>, or vectors <c>[batch, features]</c>.</param>
public sealed record GraphActivations(string Value)
{
    /// <summary>Length-adaptive graphs: <c>[1, steps, ...]</c>, what the value is at each step while a text has shown nothing but
    /// padding, for as many steps as there can be padding. Null for vectors, in full-length graphs and where padding is masked.</summary>
    public Tensor? Padding { get; init; }

    /// <summary>Name of an int64 <c>[1]</c>: how many of the first steps, all of them padding, the value lacks. Null when it lacks none.</summary>
    public string? Skipped { get; init; }

    /// <summary>Masked networks: where each row ends; its real steps stand at its start. Null where nothing is masked.</summary>
    public MaskedLengths? Lengths { get; init; }

    /// <summary>True for a sequence that the next layer takes as one vector per text: all its steps, one after the other.</summary>
    public bool IsFlat { get; init; }
}
