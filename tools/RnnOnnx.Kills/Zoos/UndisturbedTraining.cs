namespace RnnOnnx.Kills.Zoos;

/// <summary>A training that nobody has killed, and what it began with.</summary>
internal sealed class UndisturbedTraining
{
    private readonly string _data;
    private readonly TrainerProgram _trainer;

    /// <summary>Trains.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="scenario">What.</param>
    public UndisturbedTraining(string folder, TrainingScenario scenario)
    {
        (Scenario, Start, Reference) = (scenario, Path.Combine(folder, "start"), Path.Combine(folder, "reference"));
        _data = Path.Combine(folder, "data");
        _trainer = new TrainerProgram(_data);
        Texts.Write(_data);
        Directory.CreateDirectory(Start);
        if (scenario.Replaces)
        {
            Train(Start, seed: 2).Demanded();
        }

        FolderContents.Copy(Start, Reference);
        Timeline = new Timeline(Train(Reference).Demanded());
        Check = new ZooCheck(Start, Reference);
    }

    /// <summary>Number of epochs.</summary>
    public static int Epochs => 6;

    /// <summary>The seed of the run.</summary>
    public static int Seed => 1;

    /// <summary>What is trained.</summary>
    public TrainingScenario Scenario { get; }

    /// <summary>The zoo before.</summary>
    public string Start { get; }

    /// <summary>The zoo after.</summary>
    public string Reference { get; }

    /// <summary>How it went.</summary>
    public Timeline Timeline { get; }

    /// <summary>Knows both zoos.</summary>
    public ZooCheck Check { get; }

    /// <summary>Trains into a zoo, or goes on with it.</summary>
    public VictimRun Train(string zoo, Death? death = null) => Train(zoo, Seed, death);

    private VictimRun Train(string zoo, int seed, Death? death = null) => _trainer.Run(
        death,
        "train", Scenario.Model, "--corpus", Scenario.Corpus == Texts.OwnFile ? Path.Combine(_data, Scenario.Corpus) : Scenario.Corpus, "--recipe", "sample", "--epochs", $"{Epochs}", "--seed", $"{seed}", "--models", zoo);
}
