using RnnOnnx.Inference;

namespace RnnOnnx.Benchmarks.Soak;

/// <summary>Counts what becomes of calls, and keeps what went wrong. Safe for concurrent use; takes no more memory the longer it counts.</summary>
/// <param name="output">Told of the first failures as they come.</param>
internal sealed class SoakTally(TextWriter output)
{
    private const int ToldFailures = 20;

    private readonly long[] _ends = new long[Enum.GetValues<CallEnd>().Length];
    private readonly Lock _gate = new();
    private long _others;
    private long _reloads;
    private int _told;

    /// <summary>Times of the single texts that were answered.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>What has been counted.</summary>
    public SoakCounts Counts => new(
        _ends.Sum(),
        Ends(CallEnd.Wrong),
        Ends(CallEnd.Failed) + Interlocked.Read(ref _others),
        Ends(CallEnd.Cancelled),
        Ends(CallEnd.Overloaded),
        Ends(CallEnd.Disposed),
        Interlocked.Read(ref _reloads));

    /// <summary>Counts a call that was answered, rightly or wrongly.</summary>
    /// <param name="call">Model and kind of the call.</param>
    /// <param name="texts">What was asked.</param>
    /// <param name="replies">What came.</param>
    public void Replied(string call, IReadOnlyList<SoakText> texts, IReadOnlyList<Prediction> replies)
    {
        var fault = texts.Count == replies.Count ? null : $"{replies.Count} replies to {texts.Count} texts";
        for (var i = 0; i < texts.Count && fault is null; i++)
        {
            fault = texts[i].Fault(replies[i]);
        }

        Count(fault is null ? CallEnd.Answered : CallEnd.Wrong);
        if (fault is not null)
        {
            Tell($"{call}: wrong reply: {fault}");
        }
    }

    /// <summary>Counts a call that ended with an error.</summary>
    /// <param name="call">Model and kind of the call.</param>
    /// <param name="end">What the error is.</param>
    /// <param name="error">The error.</param>
    public void Refused(string call, CallEnd end, Exception error)
    {
        Count(end);
        if (end == CallEnd.Failed)
        {
            Tell($"{call}: {error}");
        }
    }

    /// <summary>Counts a model that was loaded again.</summary>
    public void Reloaded() => Interlocked.Increment(ref _reloads);

    /// <summary>Counts a failure that is no call's end.</summary>
    public void Fail(string description)
    {
        Interlocked.Increment(ref _others);
        Tell(description);
    }

    private long Ends(CallEnd end) => Interlocked.Read(ref _ends[(int)end]);

    private void Count(CallEnd end) => Interlocked.Increment(ref _ends[(int)end]);

    private void Tell(string description)
    {
        lock (_gate)
        {
            if (_told++ < ToldFailures)
            {
                output.WriteLine($"FAILURE {description}");
            }
            else if (_told == ToldFailures + 1)
            {
                output.WriteLine("further failures are counted, and not told");
            }
        }
    }
}
