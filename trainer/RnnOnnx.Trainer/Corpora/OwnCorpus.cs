namespace RnnOnnx.Trainer.Corpora;

/// <summary>A user's own texts, in a file or two.</summary>
/// <param name="File">The file of the texts to train on.</param>
/// <param name="TestFile">The file of the texts to test on; null where a tenth of <paramref name="File"/> is kept back for that.</param>
/// <param name="Columns">Where the texts and the labels stand.</param>
public sealed record OwnCorpus(string File, string? TestFile, LabelledTextOptions Columns)
{
    private const int Fewest = 20;

    /// <summary>The corpus' name: that of the file, without its folder.</summary>
    public string Name => Path.GetFileName(File);

    /// <summary>Reads the files.</summary>
    /// <exception cref="CorpusException">A file is missing or not of its format, has too few texts, or the test file has other labels.</exception>
    public TextCorpus Read()
    {
        var training = LabelledTextFile.Read(File, Columns);
        if (training.Training.Count < Fewest)
        {
            throw new CorpusException($"{File} has {training.Training.Count} texts, and training, choosing an epoch and testing need {Fewest} at least; add texts");
        }

        return TestFile is null ? training : training with { Test = LabelledTextFile.Read(TestFile, Columns with { Labels = training.Labels }).Training };
    }
}
