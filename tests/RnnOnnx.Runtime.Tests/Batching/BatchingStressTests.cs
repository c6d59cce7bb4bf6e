using FluentAssertions;
using RnnOnnx.Batching;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Batching;

public sealed class BatchingStressTests : IDisposable
{
    private const int Requests = 20_000;
    private const int Callers = 64;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task No_reply_is_lost_or_crossed_under_many_callers()
    {
        using var classifier = Load();
        await using var batching = new BatchingClassifier(classifier, new BatchingOptions { Workers = 4, QueueCapacity = Callers });
        var replies = new int[Requests];

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (var i = caller; i < Requests; i += Callers)
            {
                var prediction = await batching.PredictAsync(NumberPackage.Text(i * 5, random.Next(50)));
                replies[i] = NumberPackage.Number(prediction.Scores[1]);
            }
        })));

        replies.Should().Equal(Enumerable.Range(0, Requests).Select(static i => i * 5), "every caller must get the reply to its own text, and get one");
    }

    [Fact]
    public async Task Overload_cancellation_and_disposal_at_a_time_leave_every_call_with_one_clear_end()
    {
        using var classifier = Load();
        var batching = new BatchingClassifier(classifier, new BatchingOptions { Workers = 2, QueueCapacity = 8, MaximumDelay = TimeSpan.FromMilliseconds(1) });
        var (answered, ended) = (0, 0);

        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                using var cancellation = new CancellationTokenSource();
                var number = (caller * 200) + i;
                var call = batching.PredictAsync(NumberPackage.Text(number, i % 50), cancellation.Token);
                if (i % 3 == 0)
                {
                    await cancellation.CancelAsync();
                }

                try
                {
                    var prediction = await call;
                    Interlocked.Add(ref answered, NumberPackage.Number(prediction.Scores[1]) == number ? 1 : 1_000_000);
                }
                catch (Exception e) when (e is ClassifierOverloadedException or OperationCanceledException or ObjectDisposedException)
                {
                    Interlocked.Increment(ref ended);
                }
            }
        })).ToArray();
        await Task.WhenAny(callers);
        await batching.DisposeAsync();
        await Task.WhenAll(callers);

        (answered + ended).Should().Be(Callers * 200, "a call that never ends holds its caller for ever, and a crossed reply counts as a million");
        answered.Should().BePositive("some callers came through");
        batching.QueueDepth.Should().Be(0, "nothing is left behind");
    }

    [Fact]
    public void The_scores_tell_numbers_apart()
    {
        using var classifier = Load();
        int[] numbers = [0, 1, 9, 10, 12_345, 49_999, 50_000, 99_998, 99_999];

        var read = classifier.Predict([.. numbers.Select(number => NumberPackage.Text(number, 3))]).Select(prediction => NumberPackage.Number(prediction.Scores[1]));

        read.Should().Equal(numbers, "or else a crossed reply could go unseen");
    }

    private TextClassifier Load()
    {
        NumberPackage.Write(_folder.Path);
        return TextClassifier.Load(ModelPackage.Open(_folder.Sub(NumberPackage.Id)), new ClassifierOptions { Provider = ExecutionProvider.Cpu, MaximumParallelism = 1 });
    }
}
