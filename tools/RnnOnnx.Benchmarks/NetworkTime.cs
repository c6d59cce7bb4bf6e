namespace RnnOnnx.Benchmarks;

/// <summary>Microseconds for one text of some length.</summary>
/// <param name="Plain">In the graph that computes the full length.</param>
/// <param name="Adaptive">In the one that leaves padding out; null where there is none.</param>
/// <param name="Ratio">Median of plain over adaptive, each pair taken in one round; null where there is no such graph.</param>
internal sealed record NetworkTime(double Plain, double? Adaptive, double? Ratio);
