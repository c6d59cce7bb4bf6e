namespace RnnOnnx.Trainer.Corpora;

/// <summary>What can lie on the stack while a pickle is read: data, and names of the few things that arrays are made of. Nothing of it can run.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">Its value, if an integer.</param>
/// <param name="Object">A text's or global's <see cref="string"/>, a tuple's <see cref="PickleValue"/> array, or a <see cref="PickleList"/>.</param>
internal readonly record struct PickleValue(PickleKind Kind, int Number = 0, object? Object = null)
{
    public string Text => (string)Object!;

    public PickleValue[] Tuple => (PickleValue[])Object!;

    public PickleList List => (PickleList)Object!;
}
