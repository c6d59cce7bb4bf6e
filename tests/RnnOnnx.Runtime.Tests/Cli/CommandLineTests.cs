using System.Text;
using System.Text.Json;
using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private const string Review = "Not a bad film at all.";

    private readonly TemporaryFolder _folder = new();

    public CommandLineTests()
    {
        TinyPackage.WriteBag(_folder.Sub("models"));
        TinyPackage.WriteTopics(_folder.Sub("models"));
    }

    public void Dispose() => _folder.Dispose();

    private static string Expected(int[] ids, string text)
    {
        var positive = TinyGraphs.BagProbability(ids);
        return positive >= 0.5 ? $"positive  {positive:F4}  {text}" : $"negative  {1 - positive:F4}  {text}";
    }

    [Fact]
    public void A_line_from_a_pipe_gets_a_label_and_a_score()
    {
        var result = Run(["predict", "tiny-bag"], $"{Review}\n");

        result.Output.Should().Be(Expected([1, 6, 7, 8, 5, 9, 10], Review) + "\n", "this is the command's promise");
        (result.ExitCode, result.Error).Should().Be((0, ""), "all went well");
    }

    [Fact]
    public void Arguments_lines_of_a_file_and_lines_of_a_pipe_give_the_same()
    {
        string[] texts = [Review, "a film", "@the film", "dull"];
        File.WriteAllText(_folder.Sub("texts.txt"), "\uFEFF" + string.Join("\r\n", texts));

        var arguments = Run(["predict", "tiny-bag", .. texts]);
        var file = Run(["predict", "tiny-bag", "--file", _folder.Sub("texts.txt")]);
        var pipe = Run(["predict", "tiny-bag"], string.Join('\n', texts) + "\n");

        arguments.Lines.Should().HaveCount(4, "there is one line per text, and '@' begins no file name");
        file.Output.Should().Be(arguments.Output, "a byte order mark, CR LF and a missing last line end are no part of a text");
        pipe.Output.Should().Be(arguments.Output, "where a text comes from does not matter");
    }

    [Fact]
    public void Json_lines_hold_everything_that_the_model_tells()
    {
        var result = Run(["predict", "tiny-topics", "--json", "the dull naïve film"]);

        var json = JsonDocument.Parse(result.Output).RootElement;
        var expected = TinyGraphs.BagProbabilities([1, 4, 2, 5], 3);
        string[] labels = ["acq", "earn", "grain"];
        json.GetProperty("label").GetString().Should().Be(labels[Array.IndexOf(expected, expected.Max())], "the label is the likeliest");
        json.GetProperty("score").GetDouble().Should().BeApproximately(expected.Max(), 1e-6, "the score is the label's probability");
        json.GetProperty("scores").EnumerateObject().Select(static score => score.Name).Should().Equal(labels, "each label has its score");
        json.GetProperty("scores").GetProperty("grain").GetDouble().Should().BeApproximately(expected[2], 1e-6, "each label has its own score");
        (json.GetProperty("tokens").GetInt32(), json.GetProperty("unknown").GetInt32(), json.GetProperty("cut").GetInt32()).Should().Be((4, 2, 0), "a script judges by these how much was known");
        json.GetProperty("text").GetString().Should().Be("the dull naïve film", "a script must know which text is meant");
        result.Lines.Should().HaveCount(1, "each text is one line");
    }

    [Fact]
    public void A_text_may_begin_with_dashes()
    {
        Run(["predict", "tiny-bag", "--json", "--", "--zoo"]).Output.Should().Contain("\"text\":\"--zoo\"");
        Run(["predict", "tiny-bag", "--json", "-- a fine film"]).Output.Should().Contain("\"text\":\"-- a fine film\"", "no option has blanks");
    }

    [Fact]
    public void Empty_texts_have_a_result_and_no_texts_have_none()
    {
        var empty = Run(["predict", "tiny-bag"], "\n\n");
        var argument = Run(["predict", "tiny-bag", ""]);
        var none = Run(["predict", "tiny-bag"], "");

        empty.Lines.Should().Equal([Expected([1], "").TrimEnd(), Expected([1], "").TrimEnd()], "an empty line is an empty text");
        argument.Output.Should().Be(Expected([1], "").TrimEnd() + "\n", "an empty argument is an empty text");
        (none.ExitCode, none.Output, none.Error).Should().Be((0, "", ""), "an empty file holds no texts");
    }

    [Fact]
    public void A_text_with_line_ends_stays_on_one_line()
    {
        Run(["predict", "tiny-bag", "a\nfilm\u001b[31m"]).Lines.Should().ContainSingle("a script counts lines, and a terminal must not be steered by a text").Which.Should().EndWith("a film [31m", "control characters become blanks");
    }

    [Fact]
    public async Task Each_line_of_a_slow_pipe_is_answered_before_the_next_one_comes()
    {
        using var process = CommandLine.Start(_folder.Sub("models"), ["predict", "tiny-bag"]);
        for (var i = 0; i < 3; i++)
        {
            process.StandardInput.Write(Review + "\n");
            process.StandardInput.Flush();
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
            line.Should().EndWith(Review, "a program that talks to rnnonnx waits for the answer to its line");
        }

        process.StandardInput.Close();
        process.WaitForExit(30_000).Should().BeTrue("the end of the input ends the program");
        process.ExitCode.Should().Be(0, "all went well");
    }

    [Fact]
    public async Task A_reader_that_has_seen_enough_ends_an_endless_input()
    {
        if (OperatingSystem.IsWindows())
        {
            Run(["predict", "tiny-bag"], Review).ExitCode.Should().Be(0, "pipes break differently there; the plain case must work");
            return;
        }

        using var process = CommandLine.Start(_folder.Sub("models"), ["predict", "tiny-bag"]);
        var writing = Task.Run(() =>
        {
            try
            {
                while (true)
                {
                    process.StandardInput.Write(Review + "\n");
                }
            }
            catch (IOException)
            {
                // The program has ended, as it should.
            }
        });
        process.StandardOutput.ReadLine().Should().EndWith(Review, "the first answer comes while the input goes on");
        process.StandardOutput.Close();

        process.WaitForExit(30_000).Should().BeTrue("'| head -1' must not leave a program behind that works for nobody");
        (process.ExitCode, process.StandardError.ReadToEnd()).Should().Be((0, ""), "the reader had what it wanted");
        await writing.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Many_lines_keep_their_order()
    {
        var texts = Enumerable.Range(0, 20_000).Select(static i => string.Join(' ', Enumerable.Repeat("film", i % 30)) + $" {i}").ToArray();

        var result = Run(["predict", "tiny-bag"], string.Join('\n', texts));

        result.Lines.Select(static line => line.Split(' ')[^1]).Should().Equal(Enumerable.Range(0, 20_000).Select(static i => $"{i}"), "answers are matched to texts by their line");
    }

    [Fact]
    public void A_line_that_is_no_utf8_is_named_after_the_lines_before_it_are_answered()
    {
        File.WriteAllBytes(_folder.Sub("latin1.txt"), [.. "a film\n"u8, (byte)'n', 0xEF, (byte)'v', (byte)'e', (byte)'\n', .. "bad\n"u8]);

        var file = Run(["predict", "tiny-bag", "--file", _folder.Sub("latin1.txt")]);
        var pipe = CommandLine.Run(_folder.Sub("models"), ["predict", "tiny-bag"], File.ReadAllBytes(_folder.Sub("latin1.txt")));

        Failed(file, $"rnnonnx: {_folder.Sub("latin1.txt")}, line 2 is not UTF-8; *");
        Failed(pipe, "rnnonnx: standard input, line 2 is not UTF-8; *");
        pipe.Lines.Should().ContainSingle("what came before was good");
    }

    [Theory]
    [InlineData(1, "rnnonnx: There is no model 'tiny-bog' in *; did you mean tiny-bag?", "predict", "tiny-bog", "x")]
    [InlineData(1, "rnnonnx: There is no model '../x' in *", "show", "../x")]
    [InlineData(1, "rnnonnx: The file none.txt does not exist; *", "predict", "tiny-bag", "--file", "none.txt")]
    [InlineData(1, "rnnonnx: The file . cannot be read: *", "predict", "tiny-bag", "--file", ".")]
    [InlineData(1, "rnnonnx: The model folder *nowhere does not exist; *", "list", "--models", "nowhere")]
    [InlineData(2, "rnnonnx: *--help'", "predict")]
    [InlineData(2, "rnnonnx: *--help'")]
    [InlineData(2, "rnnonnx: *--help'", "frobnicate")]
    [InlineData(2, "rnnonnx: *--help'", "list", "--colour")]
    [InlineData(2, "rnnonnx: *tpu*--help'", "predict", "tiny-bag", "x", "--provider", "tpu")]
    [InlineData(2, "rnnonnx: *--file*--help'", "predict", "tiny-bag", "x", "--file", "y")]
    [InlineData(2, "rnnonnx: there is no option --zoo, and a text that looks like one goes after --; see 'rnnonnx predict --help'", "predict", "tiny-bag", "--zoo", "x")]
    [InlineData(2, "rnnonnx: there is no option --modles=x, *", "explain", "tiny-bag", "--modles=x")]
    public void Mistakes_are_one_clear_line(int exitCode, string message, params string[] arguments)
    {
        var result = Run(arguments);

        result.ExitCode.Should().Be(exitCode, "scripts tell errors (1) from wrong usage (2)");
        result.Output.Should().BeEmpty("nothing was done");
        result.Error.Should().Match(message + "\n", "a user must know what is wrong and what to do");
        result.Error.Count(static c => c == '\n').Should().Be(1, "one line tells it, without a stack trace");
    }

    [Fact]
    public void A_damaged_package_is_one_clear_line_and_does_not_hide_the_others()
    {
        File.AppendAllText(_folder.Sub("models", "tiny-bag", "1", "model.onnx"), "x");
        TinyPackage.WriteBag(_folder.Sub("models"), "tiny-cut");
        File.WriteAllText(_folder.Sub("models", "tiny-cut", "manifest.json"), "{\"format\": 1");

        Failed(Run(["predict", "tiny-bag", "x"]), "rnnonnx: tiny-bag: manifest says 1/model.onnx has * bytes, the file has *; run 'make train-all' or restore the file.");
        Failed(Run(["show", "tiny-bag"]), "rnnonnx: tiny-bag: manifest says 1/model.onnx has * bytes*");
        Failed(Run(["show", "tiny-cut"]), "rnnonnx: tiny-cut: manifest.json is not a manifest*");
        var list = Run(["list"]);
        list.ExitCode.Should().Be(0, "a list can be made");
        list.Lines.Should().Contain(static line => line.StartsWith("tiny-cut ", StringComparison.Ordinal) && line.Contains("DAMAGED: tiny-cut: manifest.json is not a manifest"), "the damage is listed");
        list.Lines.Should().Contain(static line => line.StartsWith("tiny-topics ", StringComparison.Ordinal), "the others are listed");
    }

    [Fact]
    public void List_shows_what_there_is_as_text_and_as_json()
    {
        var text = Run(["list"]);
        var json = JsonDocument.Parse(Run(["list", "--json"]).Output).RootElement;

        text.Lines.Should().Equal(
            [
                "id           document  parameters  trainable  accuracy  layers",
                "tiny-bag     003               12         12    0.5000  Embedding(12,1) Sum",
                "tiny-topics  003               12         12    0.5000  Embedding(12,1) Sum",
            ],
            "a user chooses a model from this");
        json.EnumerateArray().Select(static model => model.GetProperty("id").GetString()).Should().Equal(["tiny-bag", "tiny-topics"], "a script finds the ids");
        json[1].GetProperty("task").GetString().Should().Be("multi-class", "words are as in the manifest");
        var expected = new { id = "tiny-bag", document = "003", corpus = "none", parameters = 12L, trainable = 12L, recipes = new[] { "formula" } };
        JsonSerializer.Deserialize(json[0].GetRawText(), expected.GetType()).Should().BeEquivalentTo(expected, "the trainer's list has the same fields, and a script reads both");
        json[0].GetProperty("metrics").GetProperty("test_accuracy").GetDouble().Should().Be(0.5, "figures are as in the manifest");
    }

    [Fact]
    public void Show_tells_what_a_model_is()
    {
        var text = Run(["show", "tiny-bag", "--layers", "--provider", "cpu"]);
        var json = Run(["show", "tiny-bag", "--json", "--provider", "cpu"]);

        text.Output.Should().MatchRegex("(?m)^parameters +12 \\(12 trainable\\)$", "the size is a fact of the card");
        text.Output.Should().MatchRegex("(?m)^corpus +none \\(made by a generator, not written by people\\)", "a figure on a generated corpus must not be taken for a real one");
        text.Output.Should().MatchRegex("(?m)^  test_accuracy +0\\.5000$", "the figures are facts of the card");
        text.Output.Should().MatchRegex("(?m)^provider +CPU \\(the CPU was asked for\\)$", "the provider was asked about");
        text.Output.Should().EndWith(
            """

            layer (type)         output shape    params
            weights (Embedding)  [batch, 12, 1]      12
            sum (Sum)            [batch, 1]           0
            total params: 12
            trainable params: 12
            non-trainable params: 0

            """,
            "layers are shown as Keras' summary shows them");
        using var manifest = new MemoryStream(Encoding.UTF8.GetBytes(json.Output));
        PackageJson.ReadManifest(manifest).Id.Should().Be("tiny-bag", "the JSON is the manifest");
        var provider = JsonDocument.Parse(json.Output).RootElement.GetProperty("provider");
        provider.GetProperty("selected").GetString().Should().Be("cpu", "with the provider added");
        (provider.GetProperty("cudaGraphs").GetInt32(), provider.GetProperty("transfer").ValueKind).Should().Be((0, JsonValueKind.Null), "the fields are there whatever computes");
    }

    [Fact]
    public void Show_names_the_layers_that_a_gpu_would_leave_to_the_cpu()
    {
        TinyPackage.Write(_folder.Sub("models"), "tiny-gru", TinyGraphs.ResetBeforeGru(), ["negative", "positive"], ModelTask.Binary, adaptive: true);

        var text = Run(["show", "tiny-gru", "--provider", "auto"]);
        var json = Run(["show", "tiny-gru", "--json", "--provider", "auto"]);

        const string Layer = "GRU 'gru' (reset before the product)";
        text.Output.Should().MatchRegex($"(?m)^  not on CUDA +{System.Text.RegularExpressions.Regex.Escape(Layer)}$", "a user learns why the GPU idles");
        JsonDocument.Parse(json.Output).RootElement.GetProperty("provider").GetProperty("notOnCuda")[0].GetString().Should().Be(Layer, "a script learns it too");
    }

    [Fact]
    public void The_provider_is_told_on_standard_error_when_asked_for()
    {
        var result = Run(["predict", "tiny-bag", "a", "--verbose", "--provider", "cpu"]);

        result.Error.Should().Be("rnnonnx: tiny-bag runs on CPU (the CPU was asked for)\n", "the output stays free for answers");
        result.Lines.Should().ContainSingle("the answer is there");
    }

    [Fact]
    public void The_models_are_found_by_option_environment_folder_and_repository()
    {
        TinyPackage.WriteBag(_folder.Sub("other"), "tiny-other");
        Directory.CreateDirectory(_folder.Sub("deep", "er"));
        File.WriteAllText(_folder.Sub("RnnOnnx.sln"), "");
        TinyPackage.WriteBag(_folder.Sub("empty", "models"), "tiny-here");

        CommandLine.Run(_folder.Sub("models"), ["list", "--models", _folder.Sub("other")]).Output.Should().Contain("tiny-other", "the option goes first");
        CommandLine.Run(_folder.Sub("models"), ["list"], folder: _folder.Sub("empty")).Output.Should().Contain("tiny-bag", "then the environment");
        CommandLine.Run("", ["list"], folder: _folder.Sub("empty")).Output.Should().Contain("tiny-here", "then the current folder");
        CommandLine.Run("", ["list"], folder: _folder.Sub("deep", "er")).Output.Should().Contain("tiny-bag", "then the repository around it");
        File.Delete(_folder.Sub("RnnOnnx.sln"));
        Failed(CommandLine.Run("", ["list"], folder: _folder.Sub("deep", "er")), "rnnonnx: There is no folder of models in *--models DIR*");
    }

    [Theory]
    [InlineData("--help", "predict")]
    [InlineData("--version", ".")]
    public void Help_and_version_are_there(string option, string content)
    {
        var result = Run([option]);

        (result.ExitCode, result.Error).Should().Be((0, ""), "asking is no mistake");
        result.Output.Should().Contain(content, "the answer is there");
    }

    private static void Failed(CommandLine.Result result, string message)
    {
        result.ExitCode.Should().Be(1, "scripts must notice");
        result.Error.Should().Match(message + "*\n", "a user must know what is wrong and what to do");
        result.Error.Count(static c => c == '\n').Should().Be(1, "one line tells it, without a stack trace");
    }

    private CommandLine.Result Run(string[] arguments, string? input = null) =>
        CommandLine.Run(_folder.Sub("models"), arguments, input is null ? null : Encoding.UTF8.GetBytes(input));
}
