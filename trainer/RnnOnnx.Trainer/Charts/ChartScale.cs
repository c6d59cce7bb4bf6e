using System.Globalization;

namespace RnnOnnx.Trainer.Charts;

/// <summary>Maps the values of an axis to the pixels between two places, and knows where its ticks stand.</summary>
internal sealed class ChartScale
{
    private const int WantedTicks = 5;
    private const int MostDecades = 7;
    private readonly bool _isLogarithmic;
    private readonly double _low;
    private readonly double _high;
    private readonly double _first;
    private readonly double _last;

    /// <summary>Creates a scale.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="values">The figures that must find room.</param>
    /// <param name="first">Pixel of the least value.</param>
    /// <param name="last">Pixel of the greatest value.</param>
    /// <param name="widens">Whether the axis goes on to its next tick.</param>
    public ChartScale(ChartAxis axis, IEnumerable<double> values, double first, double last, bool widens)
    {
        (_isLogarithmic, _first, _last) = (axis.IsLogarithmic, first, last);
        var usable = values.Where(IsUsable).Select(Position).ToArray();
        var low = axis.Minimum is { } minimum ? Position(minimum) : usable.DefaultIfEmpty(0).Min();
        var high = axis.Maximum is { } maximum ? Position(maximum) : usable.DefaultIfEmpty(1).Max();
        if (high <= low)
        {
            // One figure alone stands in the middle.
            var room = _isLogarithmic || axis.IsWhole || low == 0 ? 1 : Math.Abs(low) / 10;
            (low, high) = (axis.Minimum is null ? low - room : low, axis.Maximum is null || high < low ? low + room : high + (axis.Minimum is null ? 0 : room));
        }

        var step = _isLogarithmic ? Math.Max(1, Math.Ceiling((high - low) / MostDecades)) : Step((high - low) / WantedTicks, axis.IsWhole);
        (_low, _high) = widens || _isLogarithmic
            ? (axis.Minimum is null ? Math.Floor((low / step) + 1e-9) * step : low, axis.Maximum is null ? Math.Ceiling((high / step) - 1e-9) * step : high)
            : (low, high);
        if (_high <= _low)
        {
            _high = _low + step;
        }

        var from = (long)Math.Ceiling((_low / step) - 1e-9);
        var to = (long)Math.Floor((_high / step) + 1e-9);
        Ticks = [.. Enumerable.Range(0, (int)(to - from) + 1).Select(i => (from + i) * step).Select(at => (Pixel(at), Name(at, step)))];
    }

    /// <summary>Where the ticks stand, and what is written there.</summary>
    public IReadOnlyList<(double Pixel, string Name)> Ticks { get; }

    /// <summary>Whether a value has a place.</summary>
    public bool IsUsable(double value) => double.IsFinite(value) && (!_isLogarithmic || value > 0);

    /// <summary>The pixel of a value; one beyond an end is put there.</summary>
    public double At(double value) => Pixel(Math.Clamp(Position(value), _low, _high));

    private double Position(double value) => _isLogarithmic ? Math.Log10(value) : value;

    private double Pixel(double position) => _first + ((_last - _first) * (position - _low) / (_high - _low));

    private static double Step(double least, bool isWhole)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        var step = power * new[] { 1.0, 2, 5, 10 }.First(factor => factor * power >= least * (1 - 1e-9));
        return isWhole ? Math.Max(1, step) : step;
    }

    private string Name(double at, double step)
    {
        if (_isLogarithmic)
        {
            return at is >= -3 and <= 5 ? Math.Pow(10, at).ToString("#,0.###", CultureInfo.InvariantCulture) : $"1e{at:0}";
        }

        var decimals = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 10);
        return Math.Abs(at) >= 1e6 && decimals == 0 ? (at / 1e6).ToString("#,0.#", CultureInfo.InvariantCulture) + " M" : (at == 0 ? 0 : at).ToString($"N{decimals}", CultureInfo.InvariantCulture);
    }
}
