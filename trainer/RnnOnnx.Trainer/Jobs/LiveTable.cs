using System.Collections.Concurrent;
using RnnOnnx.Trainer.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RnnOnnx.Trainer.Jobs;

/// <summary>Shows jobs as a table that renews itself at the bottom of a terminal, with a bar for every model in training; lines of text pass above it. At the end the whole table stays.</summary>
public sealed class LiveTable : IJobDisplay
{
    // Title, three lines around the head, the last line and the line below.
    private const int LinesAround = 6;
    private const int BarWidth = 12;
    private const int Gap = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // The most important first: where the terminal is narrow the last are left out.
    private static readonly Column[] Columns =
    [
        new("model", 26, (row, _) => Markup.Escape(row.Job.Name), Justify.Left),
        new("epoch", 20, Progress, Justify.Left),
        new("test", 6, (row, _) => Share(row.End?.Result?.TestAccuracy)),
        new("document", 8, (row, _) => Share(row.End?.Result?.DocumentAccuracy)),
        new("time left", 9, (row, _) => Clock(row)),
        new("validation", 10, (row, _) => Share(row.Epoch?.Validation.Accuracy)),
        new("accuracy", 8, (row, _) => Share(row.Batch?.Accuracy)),
        new("loss", 6, (row, _) => row.Batch is { } batch ? $"{batch.Loss:F4}" : ""),
        new("sequences/s", 11, (row, _) => row.Batch is { } batch ? $"{batch.TextsPerSecond:N0}" : ""),
    ];

    private readonly IAnsiConsole _console;
    private readonly TimeProvider _time;
    private readonly LineWriter _output;
    private readonly Action<string> _receiver;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private readonly List<Row> _rows = [];
    private readonly HashSet<string> _said = [];
    private readonly long _start;
    private Task _live = Task.CompletedTask;

    /// <summary>Creates a table that is not yet shown.</summary>
    /// <param name="console">The terminal.</param>
    /// <param name="output">What else is written to the terminal; its lines pass above the table until that is disposed of.</param>
    /// <param name="time">The clock.</param>
    public LiveTable(IAnsiConsole console, LineWriter output, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(time);
        (_console, _output, _time, _start) = (console, output, time, time.GetTimestamp());
        _receiver = output.Turn(Say);
    }

    /// <inheritdoc/>
    public void Show(IReadOnlyList<TrainingJob> jobs)
    {
        lock (_lock)
        {
            _rows.AddRange(jobs.Select(job => new Row { Job = job }));
        }

        _live = _console.Live(Table()).AutoClear(true).StartAsync(RenewAsync);
    }

    /// <inheritdoc/>
    public void Begun(TrainingJob job) => Change(job, row => row.State = JobState.Running);

    /// <inheritdoc/>
    public void Observe(TrainingJob job, JobEvent happening)
    {
        ArgumentNullException.ThrowIfNull(job);
        switch (happening)
        {
            case JobEvent.Line(var text):
                Say(job.Attribute(text));
                break;
            case JobEvent.Batch(var figures):
                Change(job, row => row.Batch = figures);
                break;
            case JobEvent.Epoch(var figures, _):
                Change(job, row => row.Epoch = figures);
                break;
        }
    }

    /// <inheritdoc/>
    public void Ended(JobEnd end)
    {
        ArgumentNullException.ThrowIfNull(end);
        Change(end.Job, row => (row.State, row.End) = (end.State, end));
        if (end.Failure is { } failure)
        {
            Say($"{end.Job.Name}: FAILED: {failure}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _live;
        _output.Turn(_receiver);
        WriteLines();
        lock (_lock)
        {
            _rows.RemoveAll(row => row.State == JobState.Waiting);
            foreach (var row in _rows.Where(row => row.State == JobState.Running))
            {
                row.State = JobState.Stopped;
            }
        }

        _console.Write(Table(isLast: true));
        _ending.Dispose();
    }

    /// <summary>The table as it is now. What does not fit on the terminal is only counted, below the table: first what waits, then what ended longest ago.</summary>
    /// <param name="isLast">Whether it stays, with all rows.</param>
    internal Table Table(bool isLast = false)
    {
        lock (_lock)
        {
            var unicode = _console.Profile.Capabilities.Unicode;
            var table = new Table().Border(TableBorder.Simple).Caption(new TableTitle(Summary(), Style.Plain));
            var columns = Fitting().ToArray();
            foreach (var column in columns)
            {
                table.AddColumn(new TableColumn(column.Name) { Alignment = column.Align, NoWrap = true });
            }

            foreach (var row in isLast ? _rows : Chosen(Math.Max(_console.Profile.Height - LinesAround, 1)))
            {
                table.AddRow([.. columns.Select(column => column.Cell(row, unicode))]);
            }

            return table;
        }
    }

    private IEnumerable<Column> Fitting()
    {
        var left = _console.Profile.Width;
        return Columns.TakeWhile(column => (left -= column.Width + Gap) >= 0);
    }

    private IEnumerable<Row> Chosen(int count)
    {
        if (_rows.Count <= count)
        {
            return _rows;
        }

        var chosen = _rows.Where(row => row.State == JobState.Running)
            .Concat(_rows.Where(row => row.End is not null).OrderByDescending(row => row.Changed))
            .Concat(_rows.Where(row => row.State == JobState.Waiting))
            .Take(count).ToHashSet();
        return _rows.Where(chosen.Contains);
    }

    private string Summary()
    {
        (JobState State, string Name)[] states =
            [(JobState.Trained, "trained"), (JobState.UpToDate, "up to date"), (JobState.Failed, "failed"), (JobState.Stopped, "stopped"), (JobState.Running, "in training"), (JobState.Waiting, "waiting")];
        var counts = states.Select(state => (state.Name, Count: _rows.Count(row => row.State == state.State))).Where(state => state.Count > 0);
        return $"{string.Join(", ", counts.Select(state => $"{state.Count} {state.Name}"))}; {_time.GetElapsedTime(_start):h\\:mm\\:ss}";
    }

    private static string Progress(Row row, bool unicode) => row switch
    {
        { State: JobState.Running, Batch: { } batch } => $"{Bar((batch.Epoch - 1 + ((double)batch.Done / batch.Texts)) / batch.Epochs, unicode)} {batch.Epoch}/{batch.Epochs}",
        { State: JobState.Running } => "reading texts",
        { End.Result: { Epochs: 0 } } => "[green]done[/]",
        { End.Result: { } result } => $"[green]done[/], best {result.BestEpoch}/{result.Epochs}",
        { State: JobState.UpToDate } => "[green]up to date[/]",
        { State: JobState.Failed } => "[red]failed[/]",
        { State: JobState.Stopped } => "[yellow]stopped[/]",
        _ => "[grey]waiting[/]",
    };

    private static string Bar(double share, bool unicode)
    {
        var done = (int)Math.Round(share * BarWidth);
        return unicode
            ? $"[green]{new string('━', done)}[/][grey]{new string('─', BarWidth - done)}[/]"
            : $"[green]{new string('#', done)}[/][grey]{new string('-', BarWidth - done)}[/]";
    }

    private static string Clock(Row row) => row switch
    {
        { State: JobState.Running, Batch: { } batch } => $"{batch.Left:h\\:mm\\:ss}",
        _ => "",
    };

    private static string Share(double? value) => value is { } share ? $"{share:F4}" : "";

    private async Task RenewAsync(LiveDisplayContext context)
    {
        while (!_ending.IsCancellationRequested)
        {
            WriteLines();
            context.UpdateTarget(Table());
            await Task.Delay(Interval, _time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void WriteLines()
    {
        while (_lines.TryDequeue(out var line))
        {
            _console.Write(new Line(line));
        }
    }

    private void Say(string line)
    {
        lock (_lock)
        {
            // Every process warns of the same missing corpus.
            if (_said.Add(line))
            {
                _lines.Enqueue(line);
            }
        }
    }

    private void Change(TrainingJob job, Action<Row> change)
    {
        lock (_lock)
        {
            var row = _rows.Single(r => r.Job == job);
            change(row);
            row.Changed = _time.GetTimestamp();
        }
    }

    private sealed class Row
    {
        public required TrainingJob Job { get; init; }

        public JobState State { get; set; }

        public BatchFigures? Batch { get; set; }

        public EpochFigures? Epoch { get; set; }

        public JobEnd? End { get; set; }

        public long Changed { get; set; }
    }

    private sealed record Column(string Name, int Width, Func<Row, bool, string> Cell, Justify Align = Justify.Right);

    // What was on the terminal must not show through: the table stands where the line goes.
    private sealed class Line(string text) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            [Segment.Control("\e[0J"), .. ((IRenderable)new Spectre.Console.Text(text + "\n")).Render(options, maxWidth)];
    }
}
