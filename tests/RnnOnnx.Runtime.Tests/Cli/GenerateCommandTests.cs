using FluentAssertions;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Cli;

public sealed class GenerateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public GenerateCommandTests()
    {
        TinyGenerator.WriteData(_folder.Sub("models"));
        TinyGenerator.WriteNoise(_folder.Sub("models"));
        TinyPackage.WriteBag(_folder.Sub("models"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("data\n", "tiny-data")]
    [InlineData("ta\n", "tiny-data", "da")]
    [InlineData("\n", "tiny-data", "data", "--temperature", "0")]
    [InlineData("da\n", "tiny-data", "--max-length", "2")]
    [InlineData("xxxx\n", "tiny-noise", "--top-k", "1", "--max-length", "4")]
    [InlineData("xxx\n", "tiny-noise", "@d", "--temperature", "0", "--max-length", "3", "--seed", "-5", "--provider", "cpu")]
    public void The_text_that_follows_the_prompt_is_written(string expected, params string[] arguments)
    {
        var result = Run(["generate", .. arguments]);

        result.Output.Should().Be(expected, "this is the command's promise");
        (result.ExitCode, result.Error).Should().Be((0, ""), "all went well");
    }

    [Fact]
    public void A_seed_makes_a_text_that_can_be_made_again()
    {
        var first = Run(["generate", "tiny-noise", "--seed", "3"]);

        Run(["generate", "tiny-noise", "--seed", "3"]).Output.Should().Be(first.Output, "the same seed is the same text");
        Run(["generate", "tiny-noise", "--seed", "4"]).Output.Should().NotBe(first.Output, "another seed is another text");
        first.Output.TrimEnd('\n').EnumerateRunes().Should().HaveCount(200, "this is the default length");
        first.Output.Should().Contain("😀", "characters beyond U+FFFF come whole").And.NotContain("\ufffd", "characters beyond U+FFFF come whole");
    }

    [Fact]
    public void Characters_come_while_the_text_goes_on_and_a_reader_that_has_seen_enough_ends_it()
    {
        using var process = CommandLine.Start(_folder.Sub("models"), ["generate", "tiny-noise", "--max-length", $"{int.MaxValue}", "--top-k", "1"]);

        for (var i = 0; i < 20; i++)
        {
            process.StandardOutput.Read().Should().Be('x', "the first characters come long before the last of two thousand million");
        }

        if (OperatingSystem.IsWindows())
        {
            process.Kill();
            return;
        }

        process.StandardOutput.Close();
        process.WaitForExit(30_000).Should().BeTrue("'| head -c 20' must not leave a program behind that writes for nobody");
        (process.ExitCode, process.StandardError.ReadToEnd()).Should().Be((0, ""), "the reader had what it wanted");
    }

    [Fact]
    public void An_interrupt_ends_the_line_and_tells_the_shell()
    {
        if (OperatingSystem.IsWindows())
        {
            Run(["generate", "tiny-data"]).ExitCode.Should().Be(0, "there is no such signal there; the plain case must work");
            return;
        }

        using var process = CommandLine.Start(_folder.Sub("models"), ["generate", "tiny-noise", "--max-length", $"{int.MaxValue}", "--top-k", "1"]);
        process.StandardOutput.Read().Should().Be('x', "the text has begun");
        using var kill = System.Diagnostics.Process.Start("kill", ["-INT", $"{process.Id}"]);
        var rest = process.StandardOutput.ReadToEnd();

        process.WaitForExit(30_000).Should().BeTrue("Ctrl-C ends the program");
        rest.TrimStart('x').Should().Be("\n", "the shell's prompt belongs on a line of its own");
        (process.ExitCode, process.StandardError.ReadToEnd()).Should().Be((130, ""), "this is how shells are told of an interrupt");
    }

    [Theory]
    [InlineData(1, "rnnonnx: tiny-bag: this model classifies text and generates none; *'rnnonnx predict tiny-bag'.", "generate", "tiny-bag")]
    [InlineData(1, "rnnonnx: tiny-data: this model generates text and classifies none; *'rnnonnx generate tiny-data'.", "predict", "tiny-data", "x")]
    [InlineData(1, "rnnonnx: There is no model 'tiny-date' in *; did you mean tiny-data?", "generate", "tiny-date")]
    [InlineData(1, "rnnonnx: tiny-data: the prompt has 20 characters, and the model takes at most 8; shorten it.", "generate", "tiny-data", "dddddddddddddddddddd")]
    [InlineData(2, "rnnonnx: --temperature is a number of at least 0; see 'rnnonnx generate --help'", "generate", "tiny-data", "--temperature", "-1")]
    [InlineData(2, "rnnonnx: --temperature is a number of at least 0; see 'rnnonnx generate --help'", "generate", "tiny-data", "--temperature", "NaN")]
    [InlineData(2, "rnnonnx: *'warm'*--help'", "generate", "tiny-data", "--temperature", "warm")]
    [InlineData(2, "rnnonnx: --top-k is at least 1; see 'rnnonnx generate --help'", "generate", "tiny-data", "--top-k", "0")]
    [InlineData(2, "rnnonnx: --max-length is at least 1; see 'rnnonnx generate --help'", "generate", "tiny-data", "--max-length", "0")]
    [InlineData(2, "rnnonnx: *--help'", "generate", "tiny-data", "d", "a")]
    [InlineData(2, "rnnonnx: *--help'", "generate")]
    public void Mistakes_are_one_clear_line(int exitCode, string message, params string[] arguments)
    {
        var result = Run(arguments);

        result.ExitCode.Should().Be(exitCode, "scripts tell errors (1) from wrong usage (2)");
        result.Output.Should().BeEmpty("nothing was written");
        result.Error.Should().Match(message + "\n", "a user must know what is wrong and what to do");
        result.Error.Count(static c => c == '\n').Should().Be(1, "one line tells it, without a stack trace");
    }

    [Fact]
    public void Show_tells_what_computes_a_generator()
    {
        var result = Run(["show", "tiny-data", "--provider", "cpu"]);

        result.Output.Should().MatchRegex("(?m)^provider +CPU \\(the CPU was asked for\\)$", "a generator is loaded as one");
        result.Output.Should().MatchRegex("(?m)^labels +the 11 tokens of vocab.txt$", "a list of all characters tells nobody anything");
    }

    private CommandLine.Result Run(string[] arguments) => CommandLine.Run(_folder.Sub("models"), arguments);
}
