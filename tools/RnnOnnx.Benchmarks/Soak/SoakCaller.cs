using RnnOnnx.Inference;

namespace RnnOnnx.Benchmarks.Soak;

/// <summary>Makes one call after the other, of any model and any of its kinds.</summary>
/// <param name="number">The caller's number, from 0.</param>
/// <param name="kinds">How it asks; kinds that are there several times come more often.</param>
/// <param name="models">Whom it asks.</param>
/// <param name="watch">Told of each call.</param>
/// <param name="tally">Told what became of it.</param>
/// <param name="time">What latency is measured with.</param>
/// <param name="seed">The order of its calls follows from this and the number.</param>
internal sealed class SoakCaller(int number, IReadOnlyList<CallKind> kinds, IReadOnlyList<SoakModel> models, CallWatch watch, SoakTally tally, TimeProvider time, int seed)
{
    /// <summary>What callers with a thread of their own do: their calls return with the reply.</summary>
    public static readonly IReadOnlyList<CallKind> OnThread = [CallKind.Alone, CallKind.Alone, CallKind.Alone, CallKind.Bulk];

    /// <summary>What callers that wait for tasks do.</summary>
    public static readonly IReadOnlyList<CallKind> OnTasks =
    [
        CallKind.Queued, CallKind.Queued, CallKind.Queued, CallKind.Queued, CallKind.QueuedAndGivenUp, CallKind.QueuedAndGivenUp, CallKind.Pooled, CallKind.PooledAndGivenUp,
    ];

    private const int MostTexts = 24;
    private const int LongestPatience = 20;

    private static readonly string[] Names = Enum.GetNames<CallKind>();

    private readonly Random _random = new((seed * 10_000) + number);
    private readonly string[][] _calls = [.. models.Select(static model => Array.ConvertAll(Names, kind => $"{model.Id}, {kind}"))];

    /// <summary>Calls until it is told to end, and ends with the call in hand.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var model = _random.Next(models.Count);
            var kind = kinds[_random.Next(kinds.Count)];
            await CallAsync(models[model], kind, _calls[model][(int)kind]);
        }
    }

    private async Task CallAsync(SoakModel model, CallKind kind, string call)
    {
        SoakText[] texts = [.. Enumerable.Range(0, kind is CallKind.Bulk or CallKind.PooledAndGivenUp ? _random.Next(2, MostTexts) : 1).Select(_ => model.Texts[_random.Next(model.Texts.Count)])];
        using var givenUp = kind is CallKind.QueuedAndGivenUp or CallKind.PooledAndGivenUp ? new CancellationTokenSource() : null;
        var instance = model.Current;
        var bursts = instance.Bursts;
        watch.Begin(number, call);
        var begun = time.GetTimestamp();
        try
        {
            var asked = AskAsync(instance, kind, texts, givenUp?.Token ?? default);
            if (givenUp is not null)
            {
                GiveUp(givenUp);
            }

            var replies = await asked;
            if (kind is CallKind.Alone or CallKind.Queued or CallKind.Pooled)
            {
                tally.Latency.Add(time.GetElapsedTime(begun));
            }

            tally.Replied(call, texts, replies);
        }
        catch (Exception e)
        {
            tally.Refused(call, instance.Classify(e, bursts, givenUp?.Token ?? default), e);
        }
        finally
        {
            watch.End(number);
        }
    }

    // Half of them at once, so that many are still waiting, and the others while they wait or run.
    private void GiveUp(CancellationTokenSource givenUp)
    {
        if (_random.Next(2) == 0)
        {
            givenUp.Cancel();
        }
        else
        {
            givenUp.CancelAfter(_random.Next(LongestPatience));
        }
    }

    private static Task<IReadOnlyList<Prediction>> AskAsync(SoakInstance instance, CallKind kind, SoakText[] texts, CancellationToken cancellation) => kind switch
    {
        CallKind.Alone => Task.FromResult<IReadOnlyList<Prediction>>([instance.Direct.Predict(texts[0].Text)]),
        CallKind.Bulk => Task.FromResult(instance.Direct.Predict(Array.ConvertAll(texts, static text => text.Text))),
        CallKind.Pooled => OneAsync(instance.Direct.PredictAsync(texts[0].Text, cancellation)),
        CallKind.PooledAndGivenUp => instance.Direct.PredictAsync(Array.ConvertAll(texts, static text => text.Text), cancellation),
        _ => OneAsync(instance.Queue.PredictAsync(texts[0].Text, cancellation)),
    };

    private static async Task<IReadOnlyList<Prediction>> OneAsync(Task<Prediction> asked) => [await asked];
}
