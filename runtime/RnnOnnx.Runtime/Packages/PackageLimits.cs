namespace RnnOnnx.Packages;

/// <summary>Bounds within which a package is read; whatever lies beyond them is refused before memory is taken for it.</summary>
public static class PackageLimits
{
    /// <summary>Largest manifest, in bytes: 1 MiB.</summary>
    public const long ManifestBytes = 1 << 20;

    /// <summary>Largest other file, in bytes: the most that one ONNX file can hold and one array can take.</summary>
    public const long FileBytes = 0x7FFFFFC7;

    /// <summary>Most files in one package.</summary>
    public const int Files = 1000;

    /// <summary>Most steps of a text pipeline.</summary>
    public const int Steps = 100_000;

    /// <summary>Most numbers of a word vector.</summary>
    public const int Dimensions = 10_000;

    /// <summary>Most characters of a model's id.</summary>
    public const int IdLength = 64;
}
