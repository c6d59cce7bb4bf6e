namespace RnnOnnx.Verification;

/// <summary>A package, a vectors package, or a zoo's index, and what was found in it.</summary>
/// <param name="Id">The name of its folder, or of the index' file.</param>
/// <param name="Checks">What was looked at; after files that are not those of the manifest nothing more is.</param>
public sealed record VerifiedPackage(string Id, IReadOnlyList<PackageCheck> Checks)
{
    /// <summary>Whether all is as it must be.</summary>
    public bool Passed => Checks.All(static check => check.Passed);
}
