using System.Diagnostics;
using System.Globalization;
using RnnOnnx.Batching;
using RnnOnnx.Inference;

namespace RnnOnnx.Benchmarks;

/// <summary>Sends texts that each say a number through a batching classifier, and checks that every reply is the one that the same text gets in bulk.</summary>
/// <param name="bulk">Gives the expected replies.</param>
/// <param name="batching">Is checked.</param>
/// <param name="callers">Texts under way at a time.</param>
internal sealed class ReplyCheck(TextClassifier bulk, BatchingClassifier batching, int callers)
{
    private const int ChunkSize = 10_000;
    private const float Tolerance = 1e-6f;

    // Texts whose replies are alike are sent this far apart, so that two that are under way together can always be told from each other.
    private const int Distance = 1024;

    private static readonly string[] Words = ["wonderful", "the", "film", "was", "not", "good", "bad", "dull", "story", "cast"];

    private readonly Dictionary<(int Tokens, int Step), long> _lastSent = [];
    private long _sent;

    /// <summary>Sends the texts, chunk by chunk, and prints the outcome with the memory in use.</summary>
    /// <returns>Whether every reply was there and right.</returns>
    public bool Run(int requests, TextWriter output)
    {
        output.WriteLine("\n| requests | managed, MB | resident, MB |\n| ---: | ---: | ---: |");
        var (wrong, batchingTime, number) = (0L, TimeSpan.Zero, 0);
        var reports = new Queue<long>([Math.Min(ChunkSize, requests), requests / 2, requests]);
        while (_sent < requests)
        {
            string[] texts = [.. Enumerable.Range(number, ChunkSize).Select(Text)];
            number += ChunkSize;
            var expected = bulk.Predict(texts);
            int[] chosen = [.. Enumerable.Range(0, texts.Length).Where(i => _sent < requests && IsRecognisable(expected[i]))];
            var begun = Stopwatch.GetTimestamp();
            wrong += SendAsync(texts, expected, chosen).GetAwaiter().GetResult();
            batchingTime += Stopwatch.GetElapsedTime(begun);
            while (reports.TryPeek(out var report) && _sent >= report)
            {
                reports.Dequeue();
                output.WriteLine($"| {_sent:N0} | {GC.GetTotalMemory(forceFullCollection: true) / 1e6:F1} | {Environment.WorkingSet / 1e6:F1} |");
            }
        }

        output.WriteLine($"\n{_sent:N0} requests of 8 to 23 words: {wrong:N0} replies lost or crossed; {_sent / batchingTime.TotalSeconds:N0} texts/s ({number - _sent:N0} texts left out, whose replies are like those of others under way)");
        return wrong == 0;
    }

    // The digits of the number, and further words so that lengths are mixed.
    private static string Text(int number) =>
        string.Join(' ', number.ToString("D8", CultureInfo.InvariantCulture).Select(static digit => Words[digit - '0']).Concat(Enumerable.Repeat("and", number * 7 % 16)));

    private bool IsRecognisable(Prediction expected)
    {
        var step = (int)(expected.Scores[^1] / (2 * Tolerance));
        for (var near = step - 1; near <= step + 1; near++)
        {
            if (_lastSent.TryGetValue((expected.Tokens, near), out var last) && _sent - last < Distance)
            {
                return false;
            }
        }

        _lastSent[(expected.Tokens, step)] = _sent++;
        return true;
    }

    private async Task<long> SendAsync(string[] texts, IReadOnlyList<Prediction> expected, int[] chosen)
    {
        var (next, right) = (-1, 0L);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < chosen.Length; i = Interlocked.Increment(ref next))
            {
                var reply = await batching.PredictAsync(texts[chosen[i]]).ConfigureAwait(false);
                var due = expected[chosen[i]];
                if (reply.Tokens == due.Tokens && Math.Abs(reply.Scores[^1] - due.Scores[^1]) < Tolerance)
                {
                    Interlocked.Increment(ref right);
                }
            }
        }))).ConfigureAwait(false);
        return chosen.Length - right;
    }
}
