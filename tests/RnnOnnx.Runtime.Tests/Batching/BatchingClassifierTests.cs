using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using RnnOnnx.Batching;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Batching;

public sealed class BatchingClassifierTests : IDisposable
{
    private const int ManyBatches = 1000;

    private readonly HeldPredictor _predictor = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _predictor.Dispose();

    [Fact]
    public async Task A_lone_text_starts_at_once()
    {
        await using var classifier = Create(new BatchingOptions());

        var prediction = classifier.PredictAsync("alone");

        (await _predictor.BatchAsync()).Should().Equal(["alone"], "waiting for company would only make a quiet service slow; the clock of this test stands still");
        _predictor.Release();
        (await prediction).Label.Should().Be("alone", "the reply belongs to the text");
    }

    [Fact]
    public async Task While_others_run_a_batch_waits_for_company_until_its_oldest_text_has_waited_for_the_maximum_delay()
    {
        await using var classifier = Create(new BatchingOptions { Workers = 2, MaximumDelay = TimeSpan.FromMilliseconds(10) });
        var running = classifier.PredictAsync("running");
        await _predictor.BatchAsync();

        var first = classifier.PredictAsync("first");
        _time.Advance(TimeSpan.FromMilliseconds(9));
        var second = classifier.PredictAsync("second");
        classifier.QueueDepth.Should().Be(2, "the delay is not over");
        _time.Advance(TimeSpan.FromMilliseconds(1));

        (await _predictor.BatchAsync()).Should().Equal(["first", "second"], "the delay counts from the oldest text, and all that wait go with it");
        _predictor.Release(2);
        await Task.WhenAll(running, first, second);
    }

    [Fact]
    public async Task A_full_batch_starts_at_once()
    {
        await using var classifier = Create(new BatchingOptions { Workers = 2, MaximumBatchSize = 3 });
        var running = classifier.PredictAsync("running");
        await _predictor.BatchAsync();

        var full = Ask(classifier, "a", "b", "c");

        (await _predictor.BatchAsync()).Should().BeEquivalentTo(["a", "b", "c"], "there is nothing to wait for; the clock of this test stands still");
        _predictor.Release(2);
        await Task.WhenAll([running, .. full]);
    }

    [Fact]
    public async Task Texts_that_came_while_the_worker_was_busy_are_run_by_length_in_batches_of_the_maximum_size()
    {
        await using var classifier = Create(new BatchingOptions { Workers = 1, MaximumBatchSize = 3 });
        var running = classifier.PredictAsync("running");
        await _predictor.BatchAsync();
        var waiting = Ask(classifier, "a", new('l', 90), "bb", new('m', 91), "ccc", new('n', 92), "dddd");

        _predictor.Release(ManyBatches);

        (await _predictor.BatchAsync()).Select(static text => text.Length).Should().BeEquivalentTo([1, 2, 3], "short texts beside a long one would be computed at its length");
        (await _predictor.BatchAsync()).Select(static text => text.Length).Should().BeEquivalentTo([90, 91, 92], "the oldest that waits leads the next batch");
        (await _predictor.BatchAsync()).Select(static text => text.Length).Should().Equal([4], "when nothing else runs, the rest does not wait");
        await Task.WhenAll([running, .. waiting]);
        waiting.Select(static task => task.Result.Label).Should().Equal(["a", new('l', 90), "bb", new('m', 91), "ccc", new('n', 92), "dddd"], "each caller gets the reply to its own text");
    }

    [Fact]
    public async Task A_text_too_many_is_refused_with_an_error_of_its_own_type()
    {
        await using var classifier = Create(new BatchingOptions { Workers = 1, QueueCapacity = 2 });
        var accepted = await FillAsync(classifier, "a", "b");

        var refused = () => classifier.PredictAsync("c");

        var error = (await refused.Should().ThrowAsync<ClassifierOverloadedException>("a service answers 503 to this error and to no other")).Which;
        error.QueueCapacity.Should().Be(2, "whoever handles it may want to log or show it");
        error.Message.Should().StartWith("tiny: 2 texts are waiting", "the message names the model and the limit");
        _predictor.Release(ManyBatches);
        await Task.WhenAll(accepted);
        (await classifier.PredictAsync("d")).Label.Should().Be("d", "when the queue has emptied, texts are accepted again");
    }

    [Fact]
    public async Task A_cancelled_text_leaves_the_queue_and_frees_its_place()
    {
        await using var classifier = Create(new BatchingOptions { Workers = 1, QueueCapacity = 2 });
        using var cancellation = new CancellationTokenSource();
        var running = await FillAsync(classifier);
        var cancelled = classifier.PredictAsync("cancelled", cancellation.Token);
        var kept = classifier.PredictAsync("kept");

        await cancellation.CancelAsync();

        var wait = () => cancelled;
        (await wait.Should().ThrowAsync<OperationCanceledException>("the caller has gone")).Which.CancellationToken.Should().Be(cancellation.Token, "callers tell their own cancellation from others by the token");
        var successor = classifier.PredictAsync("successor");
        _predictor.Release(ManyBatches);
        (await _predictor.BatchAsync()).Should().Equal(["kept", "successor"], "nothing is computed for a caller who has gone, and its place is for others");
        await Task.WhenAll([.. running, kept, successor]);
    }

    [Fact]
    public async Task A_token_that_is_cancelled_already_queues_nothing()
    {
        await using var classifier = Create(new BatchingOptions { Workers = 1 });
        var running = await FillAsync(classifier);

        var cancelled = classifier.PredictAsync("cancelled", new CancellationToken(canceled: true));

        cancelled.IsCanceled.Should().BeTrue("the caller has gone");
        classifier.QueueDepth.Should().Be(0, "nobody would read the reply");
        _predictor.Release(ManyBatches);
        await Task.WhenAll(running);
    }

    [Fact]
    public async Task A_text_whose_batch_has_begun_is_classified_although_it_is_cancelled()
    {
        await using var classifier = Create(new BatchingOptions { Workers = 1 });
        using var cancellation = new CancellationTokenSource();
        var running = classifier.PredictAsync("running", cancellation.Token);
        await _predictor.BatchAsync();

        await cancellation.CancelAsync();
        _predictor.Release();

        (await running).Label.Should().Be("running", "the work is done anyway, and the reply is there within one batch");
    }

    [Fact]
    public async Task Disposing_classifies_what_waits_and_refuses_what_comes_later()
    {
        var classifier = Create(new BatchingOptions { Workers = 1, MaximumBatchSize = 2 });
        var accepted = await FillAsync(classifier, "a", "b", "c");

        var disposed = classifier.DisposeAsync();

        disposed.IsCompleted.Should().BeFalse("texts wait");
        var late = () => classifier.PredictAsync("late");
        await late.Should().ThrowAsync<ObjectDisposedException>("it would never be classified");
        _predictor.Release(ManyBatches);
        await disposed;
        accepted.Should().OnlyContain(task => task.IsCompletedSuccessfully, "a deployment must lose no reply");
        classifier.Dispose();
        await classifier.DisposeAsync();
    }

    [Fact]
    public async Task Disposing_without_await_returns_when_what_waits_has_been_classified()
    {
        var classifier = Create(new BatchingOptions { Workers = 1, MaximumBatchSize = 1 });
        var accepted = await FillAsync(classifier, "a", "b");

        var disposed = Task.Run(classifier.Dispose);

        (await Task.WhenAny(disposed, Task.Delay(100))).Should().NotBeSameAs(disposed, "the model is held and cannot have answered");
        _predictor.Release(ManyBatches);
        await disposed;
        accepted.Should().OnlyContain(task => task.IsCompletedSuccessfully, "whoever disposes of the model next must not take it from under a batch");
    }

    [Fact]
    public async Task On_the_cpu_a_batch_takes_six_texts_unless_told_otherwise()
    {
        await using var classifier = Create(new BatchingOptions { Workers = 1 });
        var accepted = await FillAsync(classifier, "a", "b", "c", "d", "e", "f", "g", "h");

        _predictor.Release(ManyBatches);

        (await _predictor.BatchAsync()).Should().HaveCount(6, "more rows are computed no faster, and are less alike in length");
        (await _predictor.BatchAsync()).Should().HaveCount(2);
        await Task.WhenAll(accepted);
    }

    [Fact]
    public void A_gpu_gets_large_batches_one_at_a_time_unless_told_otherwise()
    {
        var (defaults, own) = (new BatchingOptions { QueueCapacity = 5 }, new BatchingOptions { Workers = 3, MaximumBatchSize = 7 });

        defaults.For(ExecutionProvider.Cuda).Should().Be(defaults with { Workers = 1, MaximumBatchSize = 128 }, "a GPU runs one batch after the other, and costs the same for many rows");
        own.For(ExecutionProvider.Cuda).Should().Be(own, "what was asked for holds");
        defaults.For(ExecutionProvider.Cpu).Should().Be(defaults, "on the CPU the number of processors decides");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3_600_000)]
    public void The_least_and_the_most_of_each_option_are_taken(int milliseconds) =>
        new BatchingOptions { MaximumBatchSize = 1, QueueCapacity = 1, Workers = 1, MaximumDelay = TimeSpan.FromMilliseconds(milliseconds) }
            .Violation().Should().BeNull("the documentation says so");

    [Fact]
    public async Task A_model_must_be_given()
    {
        var act = () => new BatchingClassifier(null!);
        act.Should().Throw<ArgumentNullException>().WithParameterName("classifier");

        await using var classifier = Create(new BatchingOptions { QueueCapacity = 5 });
        classifier.QueueCapacity.Should().Be(5, "a health check shows how full the queue is");
    }

    [Fact]
    public async Task When_a_batch_fails_only_the_texts_fail_that_fail_alone()
    {
        _predictor.Poison = "poison";
        await using var classifier = Create(new BatchingOptions { Workers = 1 });
        var accepted = await FillAsync(classifier, "a", "poison", "b");

        _predictor.Release(ManyBatches);

        var poisoned = () => accepted[2];
        await poisoned.Should().ThrowAsync<InvalidOperationException>("the caller learns what its text does");
        (await accepted[1]).Label.Should().Be("a", "another caller's text is none of its business");
        (await accepted[3]).Label.Should().Be("b", "another caller's text is none of its business");
    }

    [Fact]
    public async Task A_null_text_is_named()
    {
        await using var classifier = Create(new BatchingOptions());

        var act = () => { _ = classifier.PredictAsync(null!); };

        act.Should().Throw<ArgumentNullException>("null is a mistake in the caller").WithParameterName("text");
    }

    [Theory]
    [InlineData(0, 1, 1, 1, "*MaximumBatchSize is 0*at least 1*")]
    [InlineData(1, 0, 1, 1, "*QueueCapacity is 0*at least 1*")]
    [InlineData(1, 1, 0, 1, "*Workers is 0*at least 1*")]
    [InlineData(1, 1, 1, -1, "*MaximumDelay is -00:00:00.0010000*between zero and*")]
    [InlineData(1, 1, 1, 3_600_001, "*MaximumDelay is 01:00:00.0010000*between zero and 01:00:00*")]
    public void Options_that_make_no_sense_are_refused(int batchSize, int capacity, int workers, int milliseconds, string message)
    {
        var act = () => Create(new BatchingOptions { MaximumBatchSize = batchSize, QueueCapacity = capacity, Workers = workers, MaximumDelay = TimeSpan.FromMilliseconds(milliseconds) });

        act.Should().Throw<ArgumentException>("no text could ever be classified, or not before the caller has gone").WithMessage(message);
    }

    [Fact]
    public async Task A_models_predictions_are_those_of_the_classifier_itself()
    {
        using var folder = new TemporaryFolder();
        TinyPackage.WriteBag(folder.Path);
        using var classifier = TextClassifier.Load(ModelPackage.Open(folder.Sub("tiny-bag")), new ClassifierOptions { Provider = ExecutionProvider.Cpu, MaximumParallelism = 1 });
        await using var batching = new BatchingClassifier(classifier);
        string[] texts = ["Not a bad film at all.", "", "dull", "the the the film", "unheard-of"];

        var predictions = await Task.WhenAll(texts.Select(text => batching.PredictAsync(text)));

        batching.ModelId.Should().Be("tiny-bag", "a service that holds several models tells them apart by it");
        predictions.Should().BeEquivalentTo(texts.Select(classifier.Predict), options => options.Using<float>(c => c.Subject.Should().BeApproximately(c.Expectation, 1e-6f)).WhenTypeIs<float>(), "batching changes when a text is classified, not how");
    }

    private BatchingClassifier Create(BatchingOptions options) => new(_predictor, options, _time, null);

    private static Task<Prediction>[] Ask(BatchingClassifier classifier, params string[] texts) => Array.ConvertAll(texts, text => classifier.PredictAsync(text));

    // The only worker is busy with the first text, and the others wait.
    private async Task<Task<Prediction>[]> FillAsync(BatchingClassifier classifier, params string[] waiting)
    {
        var running = classifier.PredictAsync("running");
        (await _predictor.BatchAsync()).Should().Equal("running");
        return [running, .. Ask(classifier, waiting)];
    }
}
