namespace RnnOnnx.Benchmarks.Soak;

/// <summary>Finds calls that do not end.</summary>
/// <param name="callers">Number of callers, each with one call at a time.</param>
/// <param name="patience">How long a call may take.</param>
/// <param name="time">What it is measured with.</param>
internal sealed class CallWatch(int callers, TimeSpan patience, TimeProvider time)
{
    private readonly Slot[] _slots = [.. Enumerable.Range(0, callers).Select(static _ => new Slot())];

    /// <summary>A caller begins a call.</summary>
    public void Begin(int caller, string call)
    {
        lock (_slots[caller])
        {
            (_slots[caller].Call, _slots[caller].Begun) = (call, time.GetTimestamp());
        }
    }

    /// <summary>A caller's call has ended.</summary>
    public void End(int caller)
    {
        lock (_slots[caller])
        {
            _slots[caller].Call = null;
        }
    }

    /// <summary>The calls that should have ended by now, each told once.</summary>
    public IReadOnlyList<string> Overdue()
    {
        var overdue = new List<string>();
        foreach (var slot in _slots)
        {
            lock (slot)
            {
                if (slot.Call is { } call && slot.Told != slot.Begun && time.GetElapsedTime(slot.Begun) > patience)
                {
                    slot.Told = slot.Begun;
                    overdue.Add(call);
                }
            }
        }

        return overdue;
    }

    private sealed class Slot
    {
        public string? Call { get; set; }

        public long Begun { get; set; }

        public long? Told { get; set; }
    }
}
