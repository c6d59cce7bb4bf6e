using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Tests.Fixtures;

/// <summary>A zoo of all networks, trained a little on the sample corpus, in a folder of its own.</summary>
public sealed class SampleZoo : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IArchitectureTrainer[] _trainers;

    public SampleZoo()
    {
        var preparation = new DataPreparation(new CorpusCatalog(), Log);
        var progress = new ConsoleProgress(Log, false, TimeProvider.System);
        _trainers = [new ModelTrainer(preparation, progress, Log), new GeneratorTrainer(preparation, progress, Log), new EnsembleTrainer(preparation, Log)];
        foreach (var architecture in ArchitectureRegistry.Zoo)
        {
            var options = new TrainOptions { Models = _folder.Path, Corpus = CorpusChoice.Sample, Epochs = 1, Texts = 96 };
            var model = TrainerOf(architecture).Train(architecture, options, default);
            ResultsTable.Record(_folder.Path, architecture, model);
            TrainingCheckpoint.Finish(options, architecture.Id, model.Manifest.Training.Fingerprint!);
            Models.Add(architecture.Id, model);
        }
    }

    public string Path => _folder.Path;

    public Dictionary<string, TrainedModel> Models { get; } = [];

    internal StringWriter Log { get; } = new();

    public IArchitectureTrainer TrainerOf(Architecture architecture) => _trainers.Single(t => t.Makes(architecture));

    public void Dispose()
    {
        Log.Dispose();
        _folder.Dispose();
    }
}
