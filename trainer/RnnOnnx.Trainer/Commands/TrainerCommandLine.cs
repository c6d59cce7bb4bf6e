using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;

namespace RnnOnnx.Trainer.Commands;

/// <summary>The trainer's command line, and what its exit codes mean.</summary>
public static class TrainerCommandLine
{
    /// <summary>Something failed; standard error says what.</summary>
    public const int Failed = 1;

    /// <summary>Stopped by the user.</summary>
    public const int Cancelled = 130;

    /// <summary>Runs a command.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="services">Where commands come from.</param>
    /// <param name="cancellation">Ctrl-C.</param>
    /// <returns>The exit code: 0, <see cref="Failed"/>, or <see cref="Cancelled"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments, IServiceProvider services, CancellationToken cancellation)
    {
        var root = new RootCommand("Trains the networks of the zoo and writes each as a model package.");
        root.Subcommands.Add(services.GetRequiredService<TrainCommand>().Train());
        root.Subcommands.Add(services.GetRequiredService<TrainCommand>().TrainAll());
        root.Subcommands.Add(services.GetRequiredService<ListCommand>().List());
        root.Subcommands.Add(services.GetRequiredService<ShowCommand>().Show());
        root.Subcommands.Add(services.GetRequiredService<DataCommand>().Data());
        try
        {
            // Ctrl-C is the host's: the command line's own handler would end the process under it.
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await root.Parse(arguments).InvokeAsync(configuration, cancellation);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("stopped; packages that were finished stay, and the same command goes on after the last epoch that was finished");
            return Cancelled;
        }
        catch (Exception e) when (e is RnnOnnxException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"trainer: {e.Message}");
            return Failed;
        }
    }
}
