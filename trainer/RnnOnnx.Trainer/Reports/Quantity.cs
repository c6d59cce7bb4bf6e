namespace RnnOnnx.Trainer.Reports;

/// <summary>Quantities with the unit that suits them, the same in every culture.</summary>
internal static class Quantity
{
    /// <summary>Such as <c>3 texts</c>.</summary>
    public static string Count(int count, string what) => FormattableString.Invariant($"{count:N0} {what}{(count == 1 ? "" : "s")}");

    /// <summary>Bytes, as kB or MB.</summary>
    public static string Size(long bytes) => bytes >= 1_000_000 ? FormattableString.Invariant($"{bytes / 1e6:N1} MB") : FormattableString.Invariant($"{bytes / 1e3:N0} kB");

    /// <summary>A time in microseconds, as µs, ms or s.</summary>
    public static string Time(double microseconds) => microseconds switch
    {
        >= 1e6 => FormattableString.Invariant($"{microseconds / 1e6:N2} s"),
        >= 1e3 => FormattableString.Invariant($"{microseconds / 1e3:N2} ms"),
        _ => FormattableString.Invariant($"{microseconds:N0} µs"),
    };
}
