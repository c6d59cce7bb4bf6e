using System.Diagnostics;

namespace RnnOnnx.Trainer.Tests.Fixtures;

/// <summary>Runs the built trainer as a person does.</summary>
internal static class TrainerProcess
{
    public static (int Code, string Output, string Error) Run((string Name, string Value)[] environment, params string[] arguments) => End(Start(environment, arguments));

    /// <summary>Runs it in a shell that lets no file grow beyond a number of kibibytes.</summary>
    public static (int Code, string Output, string Error) RunWithSmallFiles(int kibibytes, params string[] arguments) =>
        // The runtime's own pages of code would be a file beyond the limit.
        End(Start("bash", ["-c", $"ulimit -f {kibibytes}; exec \"$0\" \"$@\"", "dotnet", Program, .. arguments], [("DOTNET_EnableWriteXorExecute", "0")]));

    public static Process Start((string Name, string Value)[] environment, params string[] arguments) => Start("dotnet", [Program, .. arguments], environment);

    private static string Program => Path.Combine(AppContext.BaseDirectory, "RnnOnnx.Trainer.dll");

    private static (int Code, string Output, string Error) End(Process started)
    {
        using var process = started;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    private static Process Start(string program, string[] words, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
