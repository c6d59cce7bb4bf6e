namespace RnnOnnx.Verification;

/// <summary>One thing that was looked at in a package.</summary>
/// <param name="Name">What: <c>files</c>, <c>vectors</c>, <c>graph</c>, <c>goldens</c>, <c>test-data</c>, <c>storage</c> or <c>index</c>.</param>
/// <param name="Passed">Whether it is as it must be.</param>
/// <param name="Detail">What was found.</param>
public sealed record PackageCheck(string Name, bool Passed, string Detail);
