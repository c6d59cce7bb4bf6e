using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RnnOnnx.Trainer.Commands;
using RnnOnnx.Trainer.Compression;
using RnnOnnx.Trainer.Configuration;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Corpora.Download;
using RnnOnnx.Trainer.Jobs;
using RnnOnnx.Trainer.Reports;
using RnnOnnx.Trainer.Studies;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Training;
using Spectre.Console;

var isJob = args.Contains(TrainCommand.JobOption);
var isTerminal = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";

// A file that outgrows the limit of its process (SIGXFSZ, on Linux and macOS) is to fail like one on a full disk, and not to end the process.
using var overlong = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create((PosixSignal)25, context => context.Cancel = true);
var builder = Host.CreateEmptyApplicationBuilder(null);
builder.Services
    .Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true)
    .AddSingleton(TimeProvider.System)
    .AddSingleton(_ => TrainerConfiguration.Read(AppContext.BaseDirectory, Environment.CurrentDirectory))
    .AddSingleton<OptionSettings>(services => new OptionSettings(services.GetRequiredService<IConfigurationRoot>()))
    .AddSingleton<RecipeSettings>(services => new RecipeSettings(services.GetRequiredService<IConfigurationRoot>()))
    .AddSingleton(services => new JobEventWriter(Console.Out, services.GetRequiredService<TimeProvider>()))
    .AddSingleton(services => new LineWriter(isJob ? line => services.GetRequiredService<JobEventWriter>().Write(new JobEvent.Line(line)) : Console.Out.WriteLine))
    .AddSingleton<TextWriter>(services => services.GetRequiredService<LineWriter>())
    .AddSingleton<ITrainingProgress>(services =>
        isJob ? services.GetRequiredService<JobEventWriter>() : new ConsoleProgress(Console.Out, !Console.IsOutputRedirected, services.GetRequiredService<TimeProvider>()))
    .AddSingleton<IJobRunner, ChildProcessRunner>()
    .AddSingleton<Func<IJobDisplay>>(services => () => isTerminal
        ? new LiveTable(AnsiConsole.Console, services.GetRequiredService<LineWriter>(), services.GetRequiredService<TimeProvider>())
        : new PlainDisplay(Console.Out, services.GetRequiredService<TimeProvider>()))
    .AddSingleton<CorpusCatalog>()
    .AddSingleton<DataPreparation>()
    .AddSingleton<IArchitectureTrainer, ModelTrainer>()
    .AddSingleton<IArchitectureTrainer, GeneratorTrainer>()
    .AddSingleton<IArchitectureTrainer, EnsembleTrainer>()
    .AddSingleton<TrainCommand>()
    .AddSingleton<PackageCompressor>()
    .AddSingleton<CompressCommand>()
    .AddSingleton<ListCommand>()
    .AddSingleton<ShowCommand>()
    .AddSingleton<EvaluateCommand>()
    .AddSingleton<ReportBuilder>()
    .AddSingleton<ReportCommand>()
    .AddSingleton<ResultsBuilder>()
    .AddSingleton<ResultsCommand>()
    .AddSingleton<CardsCommand>()
    .AddSingleton<ExportStructureCommand>()
    .AddSingleton<GradientStudy>()
    .AddSingleton<OverfitStudy>()
    .AddSingleton<ComplexityStudy>()
    .AddSingleton<StudyCommand>()
    .AddSingleton<SafeClient>(_ => new SafeClient())
    .AddSingleton<OriginDownload>()
    .AddSingleton(services => new CorpusDownload(PublicCorpora.All, services.GetRequiredService<OriginDownload>(), Console.Out))
    .AddSingleton<StatsCommand>()
    .AddSingleton<WordCommand>()
    .AddSingleton<DataExport>()
    .AddSingleton<ExportDataCommand>()
    .AddSingleton<DataCommand>();
using var host = builder.Build();
await host.StartAsync();
var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
if (isJob)
{
    ParentProcess.Watch(Console.In, lifetime.StopApplication);
}

try
{
    return await TrainerCommandLine.RunAsync(args, host.Services, lifetime.ApplicationStopping);
}
finally
{
    await host.StopAsync();
}
