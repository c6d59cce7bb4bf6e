using System.Collections.Concurrent;
using FluentAssertions;
using RnnOnnx.Batching;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Batching;

/// <summary>Several models at once: asked in every way by many threads while they are loaded again and let go.</summary>
public sealed class ReloadStressTests : IDisposable
{
    private const int Callers = 24;
    private const int CallsOfACaller = 80;
    private const int ReloadsOfAModel = 6;
    private const int QueueCapacity = 4;
    private const float Tolerance = 1e-5f;

    // For a call that never ends; no call comes near it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private int _answered;
    private int _refused;
    private int _reloads;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reloads_disposals_cancellations_and_overload_at_a_time_leave_every_call_with_its_own_reply_or_a_typed_error()
    {
        NumberPackage.Write(_folder.Path);
        NumberPackage.Write(_folder.Path, "tiny-numbers-reversed", isReversed: true);
        TinyPackage.WriteTopics(_folder.Path);
        TinyNetworks.WriteMasked(_folder.Path);
        var random = new Random(1);
        string[] numbers = [.. Enumerable.Range(0, 50).Select(i => NumberPackage.Text(i * 1999, random.Next(50)))];
        string[] phrases = [.. Enumerable.Range(0, 50).Select(_ => string.Join(' ', random.GetItems(TinyPackage.Tokens[4..], random.Next(1, 12))))];
        Model[] models = [new(_folder.Path, NumberPackage.Id, numbers), new(_folder.Path, "tiny-numbers-reversed", numbers), new(_folder.Path, "tiny-topics", phrases), new(_folder.Path, "tiny-masked", phrases)];

        var callers = Enumerable.Range(0, Callers)
            .Select(caller => Task.Factory.StartNew(() => CallAsync(models, caller), CancellationToken.None, caller % 2 == 0 ? TaskCreationOptions.LongRunning : TaskCreationOptions.None, TaskScheduler.Default).Unwrap())
            .ToArray();
        var reloads = Task.WhenAll(models.Select(model => Task.Run(() => ReloadAsync(model))));
        await Task.WhenAll([.. callers, reloads]).WaitAsync(Patience);

        _faults.Should().BeEmpty("a reply that is another text's, or an error that nothing called for, must never reach a caller");
        (_answered + _refused).Should().BeGreaterThanOrEqualTo(Callers * CallsOfACaller, "every call ends");
        _answered.Should().BePositive("callers came through");
        foreach (var model in models)
        {
            foreach (var text in model.Texts)
            {
                Judge(model, text, await model.Current.Queue.PredictAsync(text));
            }

            model.Current.Queue.QueueDepth.Should().Be(0, "nothing is left behind");
            await model.Current.CloseAsync(0);
        }

        _faults.Should().BeEmpty("after the storm every text is taken and answered again");
    }

    [Fact]
    public async Task A_queue_that_was_overloaded_by_many_callers_takes_texts_again_and_other_models_never_notice()
    {
        using var busyModel = new HeldPredictor("busy");
        using var quietModel = new HeldPredictor("quiet");
        var options = new BatchingOptions { Workers = 1, QueueCapacity = 8, MaximumBatchSize = 8 };
        await using var busy = new BatchingClassifier(busyModel, options, null, null);
        await using var quiet = new BatchingClassifier(quietModel, options, null, null);
        for (var round = 0; round < 5; round++)
        {
            var running = busy.PredictAsync("running");
            await busyModel.BatchAsync();

            var burst = new Task<Prediction>[64];
            await Task.WhenAll(Enumerable.Range(0, burst.Length)
                .Select(caller => Task.Factory.StartNew(() => burst[caller] = busy.PredictAsync($"text {caller}"), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

            burst.Count(static call => call.IsFaulted).Should().Be(burst.Length - options.QueueCapacity, "so many find room as the queue holds, whatever threads they come from");
            burst.Where(static call => call.IsFaulted).Should().OnlyContain(static call => call.Exception!.InnerException is ClassifierOverloadedException, "the others must be told why in a way that they can handle");
            var calm = quiet.PredictAsync("calm");
            (await quietModel.BatchAsync()).Should().Equal(["calm"], "one model's overload is none of another's business");
            quietModel.Release();
            (await calm).Label.Should().Be("calm");

            busyModel.Release(2);
            await running;
            foreach (var (call, caller) in burst.Select(static (call, caller) => (call, caller)).Where(static pair => !pair.call.IsFaulted))
            {
                (await call).Label.Should().Be($"text {caller}", "a text that found room keeps its reply");
            }

            await busyModel.BatchAsync();
            var after = busy.PredictAsync("after");
            (await busyModel.BatchAsync()).Should().Equal(["after"], "the overload is over");
            busyModel.Release();
            (await after).Label.Should().Be("after");
        }
    }

    private async Task CallAsync(Model[] models, int caller)
    {
        var random = new Random(caller);
        for (var i = 0; i < CallsOfACaller || Volatile.Read(ref _reloads) < models.Length * ReloadsOfAModel; i++)
        {
            var model = models[random.Next(models.Length)];
            var instance = model.Current;
            string[] texts = random.GetItems(model.Texts, random.Next(1, 20));
            using var cancellation = new CancellationTokenSource();
            try
            {
                switch (random.Next(5))
                {
                    case 0:
                        Judge(model, texts[0], instance.Direct.Predict(texts[0]));
                        break;
                    case 1:
                        JudgeAll(model, texts, instance.Direct.Predict(texts));
                        break;
                    case 2:
                        var many = instance.Direct.PredictAsync(texts, cancellation.Token);
                        await cancellation.CancelAsync();
                        JudgeAll(model, texts, await many);
                        break;
                    case 3:
                        Judge(model, texts[0], await instance.Queue.PredictAsync(texts[0]));
                        break;
                    default:
                        var one = instance.Queue.PredictAsync(texts[0], cancellation.Token);
                        await cancellation.CancelAsync();
                        Judge(model, texts[0], await one);
                        break;
                }

                Interlocked.Increment(ref _answered);
            }
            catch (Exception e) when (e is ClassifierOverloadedException || (e is ObjectDisposedException && instance.IsClosing) || (e is OperationCanceledException c && c.CancellationToken == cancellation.Token))
            {
                Interlocked.Increment(ref _refused);
            }
            catch (Exception e)
            {
                _faults.Enqueue($"{model.Id}: {e}");
                Interlocked.Increment(ref _refused);
            }
        }
    }

    private async Task ReloadAsync(Model model)
    {
        for (var i = 0; i < ReloadsOfAModel; i++)
        {
            await model.ReloadAsync(i);
            Interlocked.Increment(ref _reloads);
        }
    }

    private void JudgeAll(Model model, string[] texts, IReadOnlyList<Prediction> replies)
    {
        if (replies.Count != texts.Length)
        {
            _faults.Enqueue($"{model.Id}: {replies.Count} replies to {texts.Length} texts");
            return;
        }

        for (var i = 0; i < texts.Length; i++)
        {
            Judge(model, texts[i], replies[i]);
        }
    }

    private void Judge(Model model, string text, Prediction reply)
    {
        var due = model.Due(text);
        if (reply.Tokens != due.Tokens || !reply.Labels.SequenceEqual(due.Labels) || reply.Scores.Zip(due.Scores, static (score, expected) => Math.Abs(score - expected)).Any(static difference => !(difference <= Tolerance)))
        {
            _faults.Enqueue($"{model.Id}: '{text}' got {string.Join(' ', reply.Scores)} of {reply.Tokens} ids in place of {string.Join(' ', due.Scores)} of {due.Tokens}");
        }
    }

    /// <summary>A model with the replies that its texts got while nothing else went on.</summary>
    private sealed class Model
    {
        private readonly string _zoo;
        private readonly Dictionary<string, Prediction> _due;
        private Instance _current;

        public Model(string zoo, string id, string[] texts)
        {
            (_zoo, Id, _current) = (zoo, id, new Instance(zoo, id));
            Texts = [.. texts.Distinct()];
            _due = Texts.ToDictionary(static text => text, text => _current.Direct.Predict(text));
        }

        public string Id { get; }

        public string[] Texts { get; }

        public Instance Current => Volatile.Read(ref _current);

        public Prediction Due(string text) => _due[text];

        public Task ReloadAsync(int way) => Interlocked.Exchange(ref _current, new Instance(_zoo, Id)).CloseAsync(way);
    }

    /// <summary>A model as it was loaded once, with a queue beside it.</summary>
    private sealed class Instance
    {
        private readonly TextClassifier _behindQueue;
        private volatile bool _closing;

        public Instance(string zoo, string id)
        {
            using var opened = ModelZoo.Open(zoo);
            Direct = opened.LoadClassifier(id, new ClassifierOptions { Provider = ExecutionProvider.Cpu, MaximumParallelism = 2 });
            _behindQueue = opened.LoadClassifier(id, new ClassifierOptions { Provider = ExecutionProvider.Cpu, MaximumParallelism = 1 });
            Queue = new BatchingClassifier(_behindQueue, new BatchingOptions { Workers = 2, QueueCapacity = QueueCapacity, MaximumDelay = TimeSpan.FromMilliseconds(1) });
        }

        public TextClassifier Direct { get; }

        public BatchingClassifier Queue { get; }

        public bool IsClosing => _closing;

        // In turns: in the order of the documentation, the model from under its queue, and all by several threads at once.
        public async Task CloseAsync(int way)
        {
            _closing = true;
            Func<Task>[] parts = [() => Queue.DisposeAsync().AsTask(), () => _behindQueue.DisposeAsync().AsTask(), () => Direct.DisposeAsync().AsTask()];
            switch (way % 3)
            {
                case 0:
                    foreach (var part in parts)
                    {
                        await part();
                    }

                    break;
                case 1:
                    foreach (var part in Enumerable.Reverse(parts))
                    {
                        await part();
                    }

                    break;
                default:
                    await Task.WhenAll(parts.Concat(parts).Append(() => Task.Run(Queue.Dispose)).Append(() => Task.Run(Direct.Dispose)).Select(static part => Task.Run(part)));
                    break;
            }
        }
    }
}
