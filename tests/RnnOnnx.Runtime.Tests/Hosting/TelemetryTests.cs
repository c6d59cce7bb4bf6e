using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RnnOnnx.Batching;
using RnnOnnx.Hosting;
using RnnOnnx.Inference;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Hosting;

public sealed class TelemetryTests : IDisposable
{
    private const string Model = "telemetry-model";
    private const string Secret = "my-neighbour-is-a-spy";

    private readonly HeldPredictor _predictor = new(Model);
    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<(string Instrument, double Value, string Tags)> _measured = new();
    private readonly ConcurrentQueue<Activity> _activities = new();
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _traces;

    public TelemetryTests()
    {
        _meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == RnnOnnxTelemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _meters.Start();
        _traces = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == RnnOnnxTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("rnnonnx.model") is Model)
                {
                    _activities.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_traces);
    }

    public void Dispose()
    {
        _meters.Dispose();
        _traces.Dispose();
        _predictor.Dispose();
    }

    [Fact]
    public async Task Every_batch_is_measured()
    {
        await using var classifier = Create(new LogBook(), new BatchingOptions { Workers = 1 });
        var running = classifier.PredictAsync("1");
        await _predictor.BatchAsync();
        var waiting = new[] { classifier.PredictAsync("22"), classifier.PredictAsync("333") };
        _time.Advance(TimeSpan.FromSeconds(2));
        _predictor.Release();
        await running;
        await _predictor.BatchAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        _predictor.Release();
        await Task.WhenAll(waiting);

        Values("rnnonnx.batch.size").Should().Equal([1, 2], "a batch size near 1 under load tells that batching does not work");
        Values("rnnonnx.queue.wait").Should().Equal([0, 2, 2], "seconds from arrival to the start of the batch");
        Values("rnnonnx.batch.duration").Should().Equal([2, 3], "seconds that a batch ran");
        Values("rnnonnx.tokens").Should().Equal([1, 5], "tokens tell what was paid for");
        Values("rnnonnx.batch.padding")[1].Should().BeApproximately(1 / 6d, 1e-12, "2 and 3 tokens in 2 rows of 3 steps leave one of six steps to padding");
        Values("rnnonnx.queue.depth").Sum().Should().Be(0, "everything that was queued has left the queue");
        Values("rnnonnx.queue.depth").Should().HaveElementAt(0, 1, "a queued text counts at once");
        Tags("rnnonnx.requests").Should().OnlyContain(tags => tags == $"rnnonnx.model={Model},outcome=classified", "the outcome is what alarms are set on");
        _activities.Select(static activity => (activity.GetTagItem("rnnonnx.batch.size"), activity.GetTagItem("rnnonnx.tokens"))).Should().BeEquivalentTo([((object)1, (object)1), (2, 2), (2, 3)], "a trace shows with how many others a text was run");
    }

    [Fact]
    public async Task Nothing_that_is_logged_measured_or_traced_holds_a_text()
    {
        var log = new LogBook();
        _predictor.Poison = "!";
        var classifier = Create(log, new BatchingOptions { Workers = 1, QueueCapacity = 2 });
        using var cancellation = new CancellationTokenSource();
        var classified = classifier.PredictAsync(Secret);
        await _predictor.BatchAsync();
        var failed = classifier.PredictAsync(Secret + "!");
        var cancelled = classifier.PredictAsync(Secret, cancellation.Token);
        var refused = () => classifier.PredictAsync(Secret);
        await refused.Should().ThrowAsync<ClassifierOverloadedException>("the queue is full");
        await refused.Should().ThrowAsync<ClassifierOverloadedException>("the queue is still full");
        await cancellation.CancelAsync();
        _predictor.Release();
        await classified;
        var fail = () => failed;
        await fail.Should().ThrowAsync<InvalidOperationException>("the caller gets the error as it is").WithMessage($"*{Secret}*");
        await classifier.DisposeAsync();

        cancelled.IsCanceled.Should().BeTrue("its caller has gone");
        log.Entries.Select(static entry => entry.Id).Should().Equal([3, 4, 5], "overload is told once until the queue has emptied, then the failure, then the stop; alarms are set on these ids");
        _measured.Select(static measured => measured.Tags).Distinct().Should().Contain([$"rnnonnx.model={Model},outcome=failed", $"rnnonnx.model={Model},outcome=cancelled", $"rnnonnx.model={Model},outcome=overloaded"], "every end is counted");
        _activities.Should().HaveCount(5, "every call is traced");
        var everything = log.Entries.Select(static entry => entry.Message)
            .Concat(_measured.Select(static measured => measured.Tags))
            .Concat(_activities.Select(static activity => string.Join(' ', activity.TagObjects.Select(static tag => $"{tag.Key}={tag.Value}").Concat(activity.Events.SelectMany(static e => e.Tags).Select(static tag => $"{tag.Value}")).Append(activity.StatusDescription).Append(activity.DisplayName))))
            .ToArray();
        everything.Should().NotContain(line => line.Contains(Secret, StringComparison.Ordinal), "what users write must not end in logs, metrics or traces");
    }

    [Fact]
    public async Task Every_end_counts_once_and_each_overload_is_told_once()
    {
        var log = new LogBook();
        _predictor.Poison = "!";
        await using var classifier = Create(log, new BatchingOptions { Workers = 1, QueueCapacity = 3 });
        using var cancellation = new CancellationTokenSource();
        var running = classifier.PredictAsync("a");
        await _predictor.BatchAsync();
        Task<Prediction>[] waiting = [classifier.PredictAsync("b"), classifier.PredictAsync("c!"), classifier.PredictAsync("d", cancellation.Token)];
        await Fails<ClassifierOverloadedException>(classifier.PredictAsync("e"));
        await cancellation.CancelAsync();
        await Fails<OperationCanceledException>(waiting[2]);
        _predictor.Release(2);

        (await running).Label.Should().Be("a", "that it is traced changes no reply");
        (await waiting[0]).Label.Should().Be("b", "that it is traced changes no reply");
        await Fails<InvalidOperationException>(waiting[1]);

        _measured.Where(static measured => measured.Instrument == "rnnonnx.requests").GroupBy(static measured => measured.Tags[(measured.Tags.LastIndexOf('=') + 1)..], static measured => measured.Value)
            .Select(static group => (group.Key, group.Sum())).Should().BeEquivalentTo([("classified", 2d), ("failed", 1), ("cancelled", 1), ("overloaded", 1)], "whoever adds them up gets the number of calls");
        Values("rnnonnx.queue.depth").Sum().Should().Be(0, "who was cancelled waits no more");
        _activities.Should().OnlyContain(activity => activity.DisplayName == "rnnonnx.predict", "traces are found by it");
        _activities.Where(static activity => activity.Status == ActivityStatusCode.Error).Select(static activity => activity.StatusDescription)
            .Should().BeEquivalentTo([typeof(ClassifierOverloadedException).FullName, typeof(TaskCanceledException).FullName, typeof(InvalidOperationException).FullName], "a trace shows what a call died of");

        (await _predictor.BatchAsync()).Should().Equal("b");
        var next = classifier.PredictAsync("f");
        await _predictor.BatchAsync();
        Task<Prediction>[] others = [classifier.PredictAsync("g"), classifier.PredictAsync("h"), classifier.PredictAsync("i")];
        await Fails<ClassifierOverloadedException>(classifier.PredictAsync("j"));
        log.Entries.Count(static entry => entry.Id == 3).Should().Be(2, "the queue had emptied, so this is a second overload");
        _predictor.Release(4);
        await Task.WhenAll([next, .. others]);

        static async Task Fails<T>(Task<Prediction> call)
            where T : Exception => await FluentActions.Awaiting(() => call).Should().ThrowAsync<T>();
    }

    private BatchingClassifier Create(ILogger log, BatchingOptions options) => new(_predictor, options, _time, log);

    private double[] Values(string instrument) => [.. _measured.Where(measured => measured.Instrument == instrument).Select(static measured => measured.Value)];

    private string[] Tags(string instrument) => [.. _measured.Where(measured => measured.Instrument == instrument).Select(static measured => measured.Tags)];

    // Other tests of the process are measured by the same meter.
    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var written = string.Join(',', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}"));
        if (written.StartsWith($"rnnonnx.model={Model}", StringComparison.Ordinal))
        {
            _measured.Enqueue((instrument.Name, value, written));
        }
    }

    private sealed class LogBook : ILogger
    {
        public ConcurrentQueue<(int Id, string Message)> Entries { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Enqueue((eventId.Id, $"{formatter(state, exception)} {state} {exception}"));
    }
}
