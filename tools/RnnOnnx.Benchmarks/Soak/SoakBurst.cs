namespace RnnOnnx.Benchmarks.Soak;

/// <summary>Sends a model more texts than its queue holds, and sees that it takes texts again afterwards.</summary>
/// <param name="queueCapacity">Most texts that wait.</param>
/// <param name="patience">How long the replies may take.</param>
/// <param name="tally">Told what became of every text.</param>
/// <param name="time">What patience is measured with.</param>
internal sealed class SoakBurst(int queueCapacity, TimeSpan patience, SoakTally tally, TimeProvider time)
{
    private const int Senders = 4;
    private const int QueuesOfTexts = 32;
    private const int TextsAfterwards = 16;

    private int _refused;

    /// <summary>Sends until as many texts have been refused as the queue holds, or 32 times as many have been sent; then a few one by one, each of which must be answered.</summary>
    public async Task RunAsync(SoakModel model)
    {
        var instance = model.Current;
        _refused = 0;
        instance.BeginBurst();
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAsync(model, instance, sender)))).WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            tally.Fail($"{model.Id}, burst: not all texts had a reply within {patience.TotalSeconds} s");
            return;
        }
        finally
        {
            instance.EndBurst();
        }

        await SeeRecoveryAsync(model);
    }

    private async Task SendAsync(SoakModel model, SoakInstance instance, int sender)
    {
        var texts = new List<Task>();
        for (var i = 0; i < queueCapacity * QueuesOfTexts / Senders && Volatile.Read(ref _refused) < queueCapacity && !instance.IsClosing; i++)
        {
            texts.Add(AskAsync(model, instance, model.Texts[((i * Senders) + sender) % model.Texts.Count]));
        }

        await Task.WhenAll(texts);
    }

    private async Task AskAsync(SoakModel model, SoakInstance instance, SoakText text)
    {
        var call = $"{model.Id}, burst";
        var bursts = instance.Bursts;
        try
        {
            tally.Replied(call, [text], [await instance.Queue.PredictAsync(text.Text)]);
        }
        catch (Exception e)
        {
            var end = instance.Classify(e, bursts, default);
            if (end == CallEnd.Overloaded)
            {
                Interlocked.Increment(ref _refused);
            }

            tally.Refused(call, end, e);
        }
    }

    // All texts of the burst have their replies, and the queue has room for every other caller: nothing may be refused now.
    private async Task SeeRecoveryAsync(SoakModel model)
    {
        var call = $"{model.Id}, after a burst";
        for (var i = 0; i < TextsAfterwards;)
        {
            var (instance, text) = (model.Current, model.Texts[i % model.Texts.Count]);
            var bursts = instance.Bursts;
            try
            {
                tally.Replied(call, [text], [await instance.Queue.PredictAsync(text.Text).WaitAsync(patience, time)]);
                i++;
            }
            catch (TimeoutException)
            {
                tally.Fail($"{call}: no reply within {patience.TotalSeconds} s");
                return;
            }
            catch (Exception e)
            {
                // Where the model was reloaded meanwhile, the new instance is asked.
                var end = instance.Classify(e, bursts, default);
                tally.Refused(call, end, e);
                if (end != CallEnd.Disposed)
                {
                    return;
                }
            }
        }
    }
}
