using System.Collections.Concurrent;

namespace RnnOnnx.Trainer.Tests.Corpora.Download;

/// <summary>A clock for which every wait is over at once, and noted; only waits of one given length last until the test says so.</summary>
/// <param name="patience">The length of the waits that last.</param>
internal sealed class PatientTime(TimeSpan patience) : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();
    private readonly ConcurrentDictionary<Timer, byte> _patient = new();
    private int _begun;

    private TimeSpan Patience => patience;

    /// <summary>The waits that were over at once, in order.</summary>
    public TimeSpan[] Waits => [.. _waits];

    /// <summary>How often a wait that lasts was begun or begun anew.</summary>
    public int Begun => _begun;

    /// <summary>Ends the waits that last.</summary>
    public void RunOut()
    {
        foreach (var timer in _patient.Keys)
        {
            timer.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(PatientTime owner, TimerCallback callback, object? state) : ITimer
    {
        public void Fire()
        {
            if (owner._patient.TryRemove(this, out _))
            {
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == owner.Patience)
            {
                Interlocked.Increment(ref owner._begun);
                owner._patient.TryAdd(this, 0);
            }
            else if (dueTime >= TimeSpan.Zero)
            {
                owner._waits.Enqueue(dueTime);
                ThreadPool.QueueUserWorkItem(_ => callback(state));
            }

            return true;
        }

        public void Dispose() => owner._patient.TryRemove(this, out _);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
