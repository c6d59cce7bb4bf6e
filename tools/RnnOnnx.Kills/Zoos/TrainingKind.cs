namespace RnnOnnx.Kills.Zoos;

/// <summary>Training, from the start of its process to the end.</summary>
/// <param name="scenarios">What is trained, in turn.</param>
internal sealed class TrainingKind(IReadOnlyList<TrainingScenario> scenarios) : IKillKind
{
    private UndisturbedTraining[] _trainings = [];

    /// <inheritdoc/>
    public string Name => "training";

    /// <inheritdoc/>
    public void Prepare(string folder) => _trainings = [.. scenarios.Select(scenario => new UndisturbedTraining(Path.Combine(folder, scenario.Model), scenario))];

    /// <inheritdoc/>
    public KillTrial Begin(string folder, int number)
    {
        var training = _trainings[number % _trainings.Length];
        return new TrainingTrial(folder, training.Start, training, training.Timeline, static (_, _) => 0);
    }
}
