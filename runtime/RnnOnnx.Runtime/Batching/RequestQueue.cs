namespace RnnOnnx.Batching;

/// <summary>Texts that wait, in order of arrival, and the choice of those that are run next. Not safe for concurrent use.</summary>
/// <remarks>
/// A batch is the oldest text with those nearest to it in length, so that little is computed for padding. A text's turn is over when as many texts have left the queue as came before it
/// and it is still there. If that was <c>maximumDelay</c> ago it is late, and late texts go first, in order of arrival.
/// </remarks>
/// <param name="maximumBatchSize">Most texts in a batch.</param>
/// <param name="maximumDelay">From when on a text that was passed over is late.</param>
/// <param name="time">What the timestamps are from.</param>
internal sealed class RequestQueue(int maximumBatchSize, TimeSpan maximumDelay, TimeProvider time)
{
    private readonly LinkedList<BatchingRequest> _waiting = new();

    // The worst candidate comes first, so that a better one takes its place.
    private readonly PriorityQueue<BatchingRequest, (int Nearness, long Earliness)> _nearest = new();
    private long _arrived;
    private long _left;

    /// <summary>Number of texts that wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Adds a text that has just arrived.</summary>
    public void Add(BatchingRequest request, long now)
    {
        request.Sequence = _arrived++;
        request.Arrived = now;
        request.Place = _waiting.AddLast(request);
    }

    /// <summary>Takes a text out that nobody waits for any more.</summary>
    /// <returns>Whether it was still waiting.</returns>
    public bool Remove(BatchingRequest request)
    {
        if (request.Place is not { List: not null } place)
        {
            return false;
        }

        _waiting.Remove(place);
        _left++;
        return true;
    }

    /// <summary>How long until the oldest text has waited for the maximum delay; zero or less if it has, null if no text waits.</summary>
    public TimeSpan? UntilOldestIsDue(long now) => _waiting.First is { Value: var oldest } ? maximumDelay - time.GetElapsedTime(oldest.Arrived, now) : null;

    /// <summary>Moves the texts that are run next into an empty batch.</summary>
    public void Take(List<BatchingRequest> batch, long now)
    {
        var length = 0;
        while (batch.Count < maximumBatchSize && _waiting.First is { Value: var first } && (batch.Count == 0 || IsLate(first, now)))
        {
            // The longest text of a batch is what the others are padded to.
            length = Math.Max(length, first.Length);
            Move(first, batch);
        }

        FillNearest(batch, length);
        _left += batch.Count;
        for (var node = _waiting.First; node is { Value: var request } && request.Sequence < _left; node = node.Next)
        {
            request.PassedOver ??= now;
        }
    }

    private void FillNearest(List<BatchingRequest> batch, int length)
    {
        var room = maximumBatchSize - batch.Count;
        if (room == 0)
        {
            return;
        }

        foreach (var request in _waiting)
        {
            var rank = (-Math.Abs(request.Length - length), -request.Sequence);
            if (_nearest.Count < room)
            {
                _nearest.Enqueue(request, rank);
            }
            else
            {
                _nearest.EnqueueDequeue(request, rank);
            }
        }

        while (_nearest.TryDequeue(out var request, out _))
        {
            Move(request, batch);
        }
    }

    private void Move(BatchingRequest request, List<BatchingRequest> batch)
    {
        _waiting.Remove(request.Place!);
        batch.Add(request);
    }

    private bool IsLate(BatchingRequest request, long now) => request.PassedOver is { } since && time.GetElapsedTime(since, now) >= maximumDelay;
}
