using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RnnOnnx.Trainer.Commands;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Corpora.Download;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Training;

var builder = Host.CreateApplicationBuilder();
builder.Services
    .Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true)
    .AddSingleton(TimeProvider.System)
    .AddSingleton(Console.Out)
    .AddSingleton<ITrainingProgress>(services => new ConsoleProgress(Console.Out, !Console.IsOutputRedirected, services.GetRequiredService<TimeProvider>()))
    .AddSingleton<CorpusCatalog>()
    .AddSingleton<DataPreparation>()
    .AddSingleton<IArchitectureTrainer, ModelTrainer>()
    .AddSingleton<IArchitectureTrainer, GeneratorTrainer>()
    .AddSingleton<IArchitectureTrainer, EnsembleTrainer>()
    .AddSingleton<TrainCommand>()
    .AddSingleton<ListCommand>()
    .AddSingleton<ShowCommand>()
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
try
{
    return await TrainerCommandLine.RunAsync(args, host.Services, host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
}
finally
{
    await host.StopAsync();
}
