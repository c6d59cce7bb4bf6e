namespace RnnOnnx.Trainer.Corpora;

/// <summary>A list of integers, or a list of such lists; nothing deeper, and no list in two places, so that it takes no more memory than the file has bytes for.</summary>
internal sealed class PickleList
{
    private bool _isInside;

    /// <summary>The integers.</summary>
    public List<int> Integers { get; } = [];

    /// <summary>The lists.</summary>
    public List<PickleList> Lists { get; } = [];

    /// <summary>Appends a value.</summary>
    /// <returns>What is wrong with that, or null.</returns>
    public string? Append(PickleValue value)
    {
        switch (value.Kind)
        {
            case PickleKind.Integer when Lists.Count == 0:
                Integers.Add(value.Number);
                return null;
            case PickleKind.List when value.List._isInside:
                return "puts one list into two places";
            case PickleKind.List when Integers.Count == 0 && !_isInside && value.List.Lists.Count == 0 && value.List != this:
                value.List._isInside = true;
                Lists.Add(value.List);
                return null;
            default:
                return $"puts a {value.Kind} into a list where only integers, or lists of integers, may be";
        }
    }
}
