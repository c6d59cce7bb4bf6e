using System.Diagnostics.Metrics;
using RnnOnnx.Hosting;

namespace RnnOnnx.Benchmarks;

/// <summary>Listens to what batching classifiers measure of themselves.</summary>
internal sealed class BatchMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (double Sum, int Count)> _measured = [];

    /// <summary>Starts to listen.</summary>
    public BatchMeter()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == RnnOnnxTelemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Note(instrument, value));
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Note(instrument, value));
        _listener.Start();
    }

    /// <summary>Mean of a histogram's values; not a number without any.</summary>
    public double Mean(string instrument)
    {
        lock (_gate)
        {
            return _measured.TryGetValue(instrument, out var measured) ? measured.Sum / measured.Count : double.NaN;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value)
    {
        lock (_gate)
        {
            var (sum, count) = _measured.GetValueOrDefault(instrument.Name);
            _measured[instrument.Name] = (sum + value, count + 1);
        }
    }
}
