namespace RnnOnnx.Trainer.Corpora;

/// <summary>Kinds of <see cref="PickleValue"/>.</summary>
internal enum PickleKind
{
    /// <summary>None, True or False.</summary>
    Constant,

    /// <summary>An integer.</summary>
    Integer,

    /// <summary>A text, or bytes, as Latin-1.</summary>
    Text,

    /// <summary>A tuple.</summary>
    Tuple,

    /// <summary>A list.</summary>
    List,

    /// <summary>The name of one of the known things.</summary>
    Global,

    /// <summary>NumPy's type of object arrays.</summary>
    ObjectType,

    /// <summary>An array without its content.</summary>
    EmptyArray,

    /// <summary>An array with its content, a list.</summary>
    Array,
}
