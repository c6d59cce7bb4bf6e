using System.Text;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Benchmarks.Soak;

/// <summary>Keeps several models under load while they are reloaded, let go and overloaded, checks every reply, and records memory and latency.</summary>
/// <param name="options">What is done.</param>
/// <param name="time">What is waited with.</param>
internal sealed class SoakRun(SoakOptions options, TimeProvider time)
{
    /// <summary>Name of the file with a row of figures for each window.</summary>
    public const string CsvFile = "soak.csv";

    /// <summary>Name of the picture of it.</summary>
    public const string SvgFile = "soak.svg";

    private const int MostModels = 5;
    private const int FewestRows = 24;
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenReloads = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenBursts = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BetweenWatches = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(1);

    private readonly TimeSpan _interval = options.Interval ?? Shorter(LongestInterval, options.Duration / FewestRows);
    private readonly CallWatch _watch = new(options.Callers, options.Patience, time);
    private long _begun;

    /// <summary>Runs, and writes figures and picture.</summary>
    /// <param name="output">Told how it goes and how it ended.</param>
    /// <param name="cancellation">Ends the run early, with what there is.</param>
    /// <returns>Whether nothing failed and nothing grew.</returns>
    /// <exception cref="RnnOnnxException">There are no models, or they cannot be loaded.</exception>
    public async Task<bool> RunAsync(TextWriter output, CancellationToken cancellation)
    {
        output = TextWriter.Synchronized(output);
        var models = Open();
        var tally = new SoakTally(output);
        output.WriteLine($"{Minutes(options.Duration)} minutes, {options.Callers} callers, {Environment.ProcessorCount} cores; {string.Join(", ", models.Select(static model => model.Id))}");

        var folder = Path.GetFullPath(options.Output);
        Directory.CreateDirectory(folder);
        List<SoakRow> rows;
        TimeSpan elapsed;
        bool isEarly;
        using (var timer = new CancellationTokenSource(options.Duration, time))
        using (var end = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation))
        {
            _begun = time.GetTimestamp();
            Task[] work = [.. Callers(models, tally, end.Token), ReloadAsync(models, tally, end.Token), BurstAsync(models, tally, end.Token), WatchAsync(tally, end.Token)];
            rows = await RecordAsync(Path.Combine(folder, CsvFile), tally, output, end.Token);
            elapsed = time.GetElapsedTime(_begun);
            isEarly = !timer.IsCancellationRequested;
            await WithinPatienceAsync(Task.WhenAll(work), tally, "the calls in hand");
        }

        await WithinPatienceAsync(Task.WhenAll(models.Select(static model => model.Current.CloseAsync(CloseWay.Drained))), tally, "the disposal of the models");
        if (!isEarly && tally.Counts.Requests == 0)
        {
            tally.Fail("no call ended in all that time");
        }

        var trends = Trend.Of(rows);
        DurableFile.Replace(Path.Combine(folder, SvgFile), Encoding.UTF8.GetBytes(SoakChart.Draw(rows, trends.Count > 0 ? trends[0] : null)));
        return Conclude(tally.Counts, trends, isEarly ? elapsed : null, output);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static string Minutes(TimeSpan span) => $"{span.TotalMinutes:0.##}";

    private SoakModel[] Open()
    {
        using var zoo = ModelZoo.Open(options.Models);
        var ids = options.Ids.Count > 0 ? [.. options.Ids.Distinct()] : ModelChoice.Varied(zoo, MostModels);

        // Half of the callers may have a text in the queue at a time: without a burst, none is refused.
        return [.. ids.Select(id => SoakModel.Open(options.Models, id, options.Callers, options.Seed))];
    }

    private IEnumerable<Task> Callers(IReadOnlyList<SoakModel> models, SoakTally tally, CancellationToken end)
    {
        for (var number = 0; number < options.Callers; number++)
        {
            var onThread = number % 2 == 0;
            var caller = new SoakCaller(number, onThread ? SoakCaller.OnThread : SoakCaller.OnTasks, models, _watch, tally, time, options.Seed);

            // Calls that occupy their thread would take those of the pool from the others.
            yield return onThread
                ? Task.Factory.StartNew(() => caller.RunAsync(end).GetAwaiter().GetResult(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                : Task.Run(() => caller.RunAsync(end), CancellationToken.None);
        }
    }

    private async Task ReloadAsync(SoakModel[] models, SoakTally tally, CancellationToken end)
    {
        var random = new Random(options.Seed);
        var ways = Enum.GetValues<CloseWay>();
        for (var i = 0; await PauseAsync(Shorter(BetweenReloads, options.Duration / FewestRows), end); i++)
        {
            var (model, way) = (models[random.Next(models.Length)], ways[i % ways.Length]);
            try
            {
                await Task.Run(() => model.ReloadAsync(way), CancellationToken.None).WaitAsync(options.Patience, time, CancellationToken.None);
                tally.Reloaded();
            }
            catch (Exception e)
            {
                tally.Fail($"{model.Id}, reload, {way}: {e}");
            }
        }
    }

    private async Task BurstAsync(SoakModel[] models, SoakTally tally, CancellationToken end)
    {
        var random = new Random(options.Seed);
        var burst = new SoakBurst(options.Callers, options.Patience, tally, time);
        while (await PauseAsync(Shorter(BetweenBursts, options.Duration / 6), end))
        {
            await burst.RunAsync(models[random.Next(models.Length)]);
        }
    }

    private async Task WatchAsync(SoakTally tally, CancellationToken end)
    {
        while (await PauseAsync(BetweenWatches, end))
        {
            foreach (var call in _watch.Overdue())
            {
                tally.Fail($"{call}: no end within {options.Patience.TotalSeconds} s");
            }
        }
    }

    // False when the end has come.
    private async Task<bool> PauseAsync(TimeSpan pause, CancellationToken end)
    {
        try
        {
            await Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, time, end);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // Each row is on the disk as soon as it is known: whatever ends the process, the figures up to then are there.
    private async Task<List<SoakRow>> RecordAsync(string path, SoakTally tally, TextWriter output, CancellationToken end)
    {
        await using var csv = new StreamWriter(path) { AutoFlush = true, NewLine = "\n" };
        await csv.WriteLineAsync(SoakRow.Header);
        var rows = new List<SoakRow>();
        var (before, last, told, due) = (default(SoakCounts), TimeSpan.Zero, TimeSpan.Zero, _interval);
        for (var goesOn = true; goesOn;)
        {
            goesOn = await PauseAsync(due - time.GetElapsedTime(_begun), end);
            var now = time.GetElapsedTime(_begun);
            due = due + _interval > now ? due + _interval : now + _interval;
            if (!goesOn && now - last < _interval / 2)
            {
                // Too short a time for figures that could be compared with others.
                break;
            }

            var counts = tally.Counts;
            var latency = tally.Latency.Drain(.5, .99);
            var row = new SoakRow(now.TotalSeconds, counts - before, latency[0], latency[1], ProcessFigures.Now());
            rows.Add(row);
            await csv.WriteLineAsync(row.Csv);
            (before, last) = (counts, now);
            if (now - told >= Shorter(BetweenLines, options.Duration / 4))
            {
                told = now;
                output.WriteLine($"{Minutes(now)} of {Minutes(options.Duration)} minutes: {counts}; p50 {row.P50:F1} ms, p99 {row.P99:F1} ms; {row.Process.Resident:F0} MB resident");
            }
        }

        return rows;
    }

    private async Task WithinPatienceAsync(Task work, SoakTally tally, string name)
    {
        try
        {
            await work.WaitAsync(options.Patience, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            tally.Fail($"{name} did not end within {options.Patience.TotalSeconds} s of the run's end");
        }
    }

    private bool Conclude(SoakCounts counts, IReadOnlyList<Trend> trends, TimeSpan? endedEarly, TextWriter output)
    {
        output.WriteLine(endedEarly is { } early ? $"ended early, after {Minutes(early)} of {Minutes(options.Duration)} minutes" : $"ended after {Minutes(options.Duration)} minutes");
        output.WriteLine($"{counts}");
        foreach (var trend in trends)
        {
            output.WriteLine($"{trend}");
        }

        if (trends.Count == 0)
        {
            output.WriteLine($"too short to tell whether memory grows: that takes {Trend.ShortestRun.TotalMinutes:0} minutes, and five rows in a quarter of it");
        }

        output.WriteLine($"wrote {Path.Combine(options.Output, CsvFile)} and {Path.Combine(options.Output, SvgFile)}");
        var isGood = counts is { Wrong: 0, Failed: 0 } && trends.All(static trend => !trend.Grows);
        output.WriteLine(isGood ? "no failure" : "FAILED");
        return isGood;
    }
}
