using FluentAssertions;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Jobs;
using RnnOnnx.Trainer.Training;
using Spectre.Console;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Jobs;

/// <summary>What a person sees of training on a terminal, drawn on one of a fixed size without colours.</summary>
public sealed class LiveTableTests : IDisposable
{
    private static readonly string[] Ids = ["imdb-lstm", "imdb-cnn", "imdb-cnn-gru", "reuters-lstm", "imdb-w2v-peephole-lstm-200"];
    private static readonly TrainingJob[] Jobs = [.. Ids.Select(id => new TrainingJob(ArchitectureRegistry.Find(id), new TrainOptions { Models = "models" }, []) { Name = id })];
    private static readonly BatchFigures Batch = new(2, 4, 500, 1000, 0.25, 0.9, 200);
    private static readonly EpochFigures Epoch = new(1, 0.5, 0.8, new Figures(0.4, 0.85), null, 5, 1000);

    private readonly StringWriter _terminal = new();
    private readonly LineWriter _output = new(_ => throw new InvalidOperationException("a line would tear the table"));

    public void Dispose()
    {
        _terminal.Dispose();
        _output.Dispose();
    }

    [Fact]
    public async Task Every_model_has_a_row_with_its_state_and_figures()
    {
        var console = Terminal(140, 40);
        await using var table = Started(console);

        Rows(console, table).Should().Equal(
            "model epoch test document time left validation accuracy loss sequences/s",
            "imdb-lstm ####-------- 2/4 0:00:12 0.8500 0.9000 0.2500 200",
            "imdb-cnn done, best 3/4 0.8812 0.8759",
            "imdb-cnn-gru failed",
            "reuters-lstm reading texts",
            "imdb-w2v-peephole-lstm-200 waiting");
    }

    [Theory]
    [InlineData(75, "model epoch test document")]
    [InlineData(100, "model epoch test document time left validation")]
    public async Task A_narrow_terminal_gets_the_most_important_columns(int width, string head)
    {
        var console = Terminal(width, 40);
        await using var table = Started(console);
        Draw(console, table).Should().OnlyContain(line => line.Length <= width, "a line that wraps tears the table");
        Rows(console, table)[0].Should().Be(head);
    }

    [Fact]
    public async Task On_a_low_terminal_training_models_stay_and_the_rest_is_counted()
    {
        var console = Terminal(140, 9);
        await using var table = Started(console);
        Rows(console, table)[1..].Select(row => row.Split(' ')[0]).Should().Equal(["imdb-lstm", "imdb-cnn-gru", "reuters-lstm"], "those in training, then the last that ended");
        string.Join('\n', Draw(console, table)).Should().Contain("1 trained, 1 failed, 2 in training, 1 waiting; 0:00:0");
    }

    [Fact]
    public async Task Lines_pass_above_once_and_the_whole_table_stays_at_the_end()
    {
        var console = Terminal(140, 9);
        var table = new LiveTable(console, _output, TimeProvider.System);
        table.Show(Jobs);
        table.Begun(Jobs[0]);
        table.Observe(Jobs[0], new JobEvent.Line("NO CORPUS: [imdb] is not there"));
        table.Begun(Jobs[1]);
        table.Observe(Jobs[1], new JobEvent.Line("NO CORPUS: [imdb] is not there"));
        _output.WriteLine("said by the program itself");
        table.Ended(new JobEnd(Jobs[0], JobState.Trained, new JobResult(0.8812, 0.8759, 4, 3, 63, 1, 50)));
        await table.DisposeAsync();

        var text = _terminal.ToString();
        text.Should().Contain("NO CORPUS: [imdb] is not there", Exactly.Once(), "every process says so").And.Contain("said by the program itself", Exactly.Once());
        text[text.LastIndexOf("model ", StringComparison.Ordinal)..].Should().MatchRegex(@"imdb-lstm +done, best 3/4 +0\.8812 +0\.8759").And.MatchRegex("imdb-cnn +stopped").And.NotContain("waiting", "only what happened is worth keeping");
    }

    private LiveTable Started(IAnsiConsole console)
    {
        var table = new LiveTable(console, _output, TimeProvider.System);
        table.Show(Jobs);
        table.Begun(Jobs[0]);
        table.Observe(Jobs[0], new JobEvent.Epoch(Epoch, 4));
        table.Observe(Jobs[0], new JobEvent.Batch(Batch));
        table.Ended(new JobEnd(Jobs[1], JobState.Trained, new JobResult(0.8812, 0.8759, 4, 3, 63, 1, 50)));
        table.Ended(new JobEnd(Jobs[2], JobState.Failed, Failure: "it broke"));
        table.Begun(Jobs[3]);
        return table;
    }

    private static string[] Rows(IAnsiConsole console, LiveTable table) =>
        [.. Draw(console, table).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Where(line => line.StartsWith("model", StringComparison.Ordinal) || Ids.Contains(line.Split(' ')[0]))];

    private static string[] Draw(IAnsiConsole console, LiveTable table)
    {
        using var drawing = new StringWriter();
        var copy = Terminal(drawing, console.Profile.Width, console.Profile.Height);
        copy.Write(table.Table());
        return drawing.ToString().Split('\n');
    }

    private IAnsiConsole Terminal(int width, int height) => Terminal(_terminal, width, height);

    private static IAnsiConsole Terminal(StringWriter writer, int width, int height)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(writer) });
        (console.Profile.Width, console.Profile.Height, console.Profile.Capabilities.Unicode) = (width, height, false);
        return console;
    }
}
