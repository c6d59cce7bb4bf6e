using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using RnnOnnx.Trainer.Configuration;
using RnnOnnx.Trainer.Export;

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
        try
        {
            Command[] training = [services.GetRequiredService<TrainCommand>().Train(), services.GetRequiredService<TrainCommand>().TrainAll()];
            OptionSettings.Describe(training);
            var root = new RootCommand(
                $"Trains the networks of the zoo and writes each as a model package. Every option of training may stand in {TrainerConfiguration.FileName} of the current folder, or of the program's own, "
                + $"or in the environment, under the name in brackets: {{ \"{TrainerConfiguration.Section}\": {{ \"Epochs\": 3 }} }} is {TrainerConfiguration.Prefix}{TrainerConfiguration.Section}__Epochs=3 is --epochs 3. "
                + "The command line wins, then the environment.")
            {
                training[0],
                training[1],
                services.GetRequiredService<ListCommand>().List(),
                services.GetRequiredService<ShowCommand>().Show(),
                services.GetRequiredService<CompressCommand>().Compress(),
                services.GetRequiredService<EvaluateCommand>().Evaluate(),
                services.GetRequiredService<ReportCommand>().Report(),
                services.GetRequiredService<ResultsCommand>().Results(),
                services.GetRequiredService<CardsCommand>().Cards(),
                services.GetRequiredService<DataCommand>().Data(),
                services.GetRequiredService<ExportStructureCommand>().Export(),
                services.GetRequiredService<StudyCommand>().Study(),
            };
            var parsed = services.GetRequiredService<OptionSettings>().Complete(root, root.Parse(arguments), training);

            // Ctrl-C is the host's: the command line's own handler would end the process under it.
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, cancellation);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("stopped; packages that were finished stay, and the same command goes on after the last epoch that was finished");
            return Cancelled;
        }
        catch (Exception e) when (e is RnnOnnxException || StorageFailure.Is(e))
        {
            await Console.Error.WriteLineAsync($"trainer: {StorageFailure.Reason(e)}");
            return Failed;
        }
    }
}
