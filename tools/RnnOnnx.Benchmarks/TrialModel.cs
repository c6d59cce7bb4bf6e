using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Benchmarks;

/// <summary>A model that is hardly trained: speed does not depend on the weights.</summary>
internal static class TrialModel
{
    /// <summary>Trains on a few texts and opens the package.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="models">The folder that gets the package; made if it is not there.</param>
    /// <param name="corpus">Whose texts, and whose vocabulary.</param>
    /// <param name="lengthAdaptive">Whether the graph leaves padding out.</param>
    public static ModelPackage Create(Architecture architecture, string models, CorpusChoice corpus, bool lengthAdaptive = true)
    {
        Directory.CreateDirectory(models);
        new ModelTrainer(new DataPreparation(new CorpusCatalog(), TextWriter.Null), new ConsoleProgress(TextWriter.Null, false, TimeProvider.System), TextWriter.Null).Train(
            architecture,
            new TrainOptions { Models = models, Corpus = corpus, Epochs = 1, Texts = 32, LengthAdaptive = lengthAdaptive },
            default);
        return ModelPackage.Open(Path.Combine(models, architecture.Id));
    }
}
