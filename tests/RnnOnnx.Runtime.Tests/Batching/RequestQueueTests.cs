using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using RnnOnnx.Batching;
using RnnOnnx.Inference;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Batching;

public sealed class RequestQueueTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(10);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_batch_is_the_oldest_text_with_those_nearest_in_length()
    {
        var queue = new RequestQueue(3, Delay, _time);
        Add(queue, 50, 7, 400, 55, 8, 48, 390);

        Take(queue).Should().BeEquivalentTo([50, 48, 55], "texts of like length leave little to be padded, and the oldest is never left behind");
        Take(queue).Should().BeEquivalentTo([7, 8, 390], "the oldest of the rest leads, and the batch is filled with what is nearest");
        Take(queue).Should().Equal([400], "what is left is a batch, too");
        queue.Count.Should().Be(0, "every text was taken once");
    }

    [Fact]
    public void Of_texts_equally_near_the_earlier_ones_go_first()
    {
        var queue = new RequestQueue(3, Delay, _time);
        Add(queue, 20, 20, 20, 20, 20);

        TakeRequests(queue).Select(static request => request.Sequence).Order().Should().Equal([0, 1, 2], "with equal lengths the queue is a queue");
    }

    [Fact]
    public void A_text_that_is_late_goes_first_whatever_its_length()
    {
        var queue = new RequestQueue(3, Delay, _time);
        Add(queue, 10, 100, 900, 11, 12);
        Take(queue).Should().BeEquivalentTo([10, 11, 12], "100 and 900 came before 11 and 12, and are passed over");
        _time.Advance(Delay);
        Add(queue, 101, 102);

        Take(queue).Should().BeEquivalentTo([100, 900, 102], "900 is late: a newcomer of the same length as 100 must not start before it");
    }

    [Fact]
    public void A_text_whose_turn_has_only_just_come_is_not_late()
    {
        var queue = new RequestQueue(3, Delay, _time);
        Add(queue, 10, 100, 11, 900, 12);
        Take(queue).Should().BeEquivalentTo([10, 11, 12], "they are alike");
        _time.Advance(Delay);
        Add(queue, 101, 102);

        Take(queue).Should().BeEquivalentTo([100, 101, 102], "three came before 900 and three have left, so nothing was started in its place");
    }

    [Fact]
    public void Texts_that_were_withdrawn_count_as_having_had_their_turn()
    {
        var queue = new RequestQueue(3, Delay, _time);
        var requests = Add(queue, 1, 2, 20, 300, 900, 21, 22);
        queue.Remove(requests[0]);
        queue.Remove(requests[1]);
        Take(queue).Should().BeEquivalentTo([20, 21, 22], "they are alike");
        _time.Advance(Delay);
        Add(queue, 301, 302);

        Take(queue).Should().BeEquivalentTo([300, 900, 302], "900 was passed over: with those that gave up, all that came before it but 300 had left");
    }

    [Fact]
    public void A_text_that_was_withdrawn_is_not_taken_and_is_withdrawn_once()
    {
        var queue = new RequestQueue(4, Delay, _time);
        var requests = Add(queue, 1, 2, 3);

        queue.Remove(requests[1]).Should().BeTrue("it was waiting");
        queue.Remove(requests[1]).Should().BeFalse("its place was freed once");
        Take(queue).Should().BeEquivalentTo([1, 3], "nobody waits for the other any more");
        queue.Remove(requests[0]).Should().BeFalse("its batch has begun");
    }

    [Fact]
    public void The_oldest_text_says_when_a_batch_is_due()
    {
        var queue = new RequestQueue(4, Delay, _time);
        queue.UntilOldestIsDue(_time.GetTimestamp()).Should().BeNull("no text waits");
        var oldest = Add(queue, 5)[0];
        _time.Advance(TimeSpan.FromMilliseconds(4));
        Add(queue, 6);

        queue.UntilOldestIsDue(_time.GetTimestamp()).Should().Be(TimeSpan.FromMilliseconds(6), "the oldest arrived 4 of 10 ms ago");
        queue.Remove(oldest);
        queue.UntilOldestIsDue(_time.GetTimestamp()).Should().Be(Delay, "the other one has just arrived");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(10)]
    public void No_later_text_starts_before_one_that_is_late(int delay)
    {
        var overtaken = OvertakingsOfLateTexts(TimeSpan.FromMilliseconds(delay), TimeSpan.FromMilliseconds(delay), out var starts);

        overtaken.Should().Be(0, "a text of unusual length would wait for as long as others come");
        starts.Should().Be(4000, "every text is started");
    }

    [Fact]
    public void The_arrivals_of_that_proof_are_such_that_texts_would_be_overtaken()
    {
        var overtaken = OvertakingsOfLateTexts(TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(3), out _);

        overtaken.Should().BePositive("or else the proof would prove nothing");
    }

    // 48 callers ask again when their batch ends, a batch of up to 4 takes a millisecond. A text's turn, in order of arrival, was over when as many texts had been started as came before it.
    private int OvertakingsOfLateTexts(TimeSpan maximumDelay, TimeSpan late, out int starts)
    {
        var random = new Random(5);
        var queue = new RequestQueue(4, maximumDelay, _time);
        var waiting = new List<BatchingRequest>();
        var turns = new Dictionary<BatchingRequest, long>();
        var overtakings = 0;
        for (starts = 0; starts < 4000;)
        {
            while (waiting.Count < 48)
            {
                waiting.AddRange(Add(queue, (int)Math.Exp(random.NextDouble() * 6)));
            }

            var batch = TakeRequests(queue);
            var now = _time.GetTimestamp();
            waiting.RemoveAll(batch.Contains);
            var lateOnes = waiting.Where(request => turns.TryGetValue(request, out var turn) && _time.GetElapsedTime(turn, now) >= late).ToArray();
            overtakings += lateOnes.Count(request => batch.Exists(taken => taken.Sequence > request.Sequence));
            starts += batch.Count;
            foreach (var request in waiting)
            {
                if (request.Sequence < starts)
                {
                    turns.TryAdd(request, now);
                }
            }

            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        return overtakings;
    }

    private BatchingRequest[] Add(RequestQueue queue, params int[] lengths)
    {
        var requests = Array.ConvertAll(lengths, static length => new BatchingRequest(new EncodedText(new int[length], 0, 0)));
        foreach (var request in requests)
        {
            queue.Add(request, _time.GetTimestamp());
        }

        return requests;
    }

    private List<BatchingRequest> TakeRequests(RequestQueue queue)
    {
        var batch = new List<BatchingRequest>();
        queue.Take(batch, _time.GetTimestamp());
        return batch;
    }

    private int[] Take(RequestQueue queue) => [.. TakeRequests(queue).Select(static request => request.Length)];
}
