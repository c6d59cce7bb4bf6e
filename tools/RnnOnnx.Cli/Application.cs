using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using RnnOnnx.Cli.Commands;

namespace RnnOnnx.Cli;

/// <summary>The command line: what it accepts, and how it ends.</summary>
/// <remarks>Exit codes: 0 done, 1 an error told in one line on standard error, 2 the command line is not understood, 130 interrupted while writing text.</remarks>
internal static partial class Application
{
    private const int Failed = 1;
    private const int NotUnderstood = 2;
    private const int BrokenPipe = 32;

    /// <summary>Runs the program.</summary>
    public static int Run(string[] args)
    {
        var models = new Option<string?>("--models")
        {
            Description = "Folder of the models (default: $RNNONNX_MODELS, ./models, or models beside the RnnOnnx.sln above)",
            HelpName = "DIR",
            Recursive = true,
        };
        var root = new RootCommand("Classifies and generates text with the models of the RnnOnnx zoo.")
        {
            models,
            ListCommand.Create(models),
            ShowCommand.Create(models),
            PredictCommand.Create(models),
            ExplainCommand.Create(models),
            GenerateCommand.Create(models),
            VerifyCommand.Create(models),
        };

        // A text may begin with '@'; it does not name a file of further arguments.
        var result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is ParseErrorAction)
        {
            Tell($"{result.Errors[0].Message.TrimEnd('.')}; see '{CommandPath(result)} --help'");
            return NotUnderstood;
        }

        // A mistyped option would pass for a text.
        var unknown = result.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).FirstOrDefault(token => token.Type == TokenType.Argument && OptionName().IsMatch(token.Value));
        if (unknown is not null)
        {
            Tell($"there is no option {unknown.Value}, and a text that looks like one goes after --; see '{CommandPath(result)} --help'");
            return NotUnderstood;
        }

        try
        {
            return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (RnnOnnxException e)
        {
            Tell(e.Message);
            return Failed;
        }
        catch (IOException e) when (!OperatingSystem.IsWindows() && e.HResult == BrokenPipe)
        {
            // Whoever reads the output has seen enough, as in `rnnonnx predict MODEL | head`.
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Tell(e.Message);
            return Failed;
        }
        catch (OutOfMemoryException)
        {
            Tell("there is not enough memory; give shorter texts or a smaller model");
            return Failed;
        }
    }

    /// <summary>Tells an error or a remark in one line on standard error.</summary>
    public static void Tell(string message) => Console.Error.WriteLine($"rnnonnx: {SingleLine.Of(message)}");

    [GeneratedRegex("^--[a-z][a-z-]*(=.*)?$", RegexOptions.Singleline)]
    private static partial Regex OptionName();

    private static string CommandPath(ParseResult result) =>
        result.CommandResult.Command is RootCommand ? "rnnonnx" : $"rnnonnx {result.CommandResult.Command.Name}";
}
