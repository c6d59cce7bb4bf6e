namespace RnnOnnx.Kills.Zoos;

/// <summary>What comes after the last epoch: evaluation, graph, package, index and the note that the run is finished.</summary>
/// <param name="scenario">What was trained.</param>
internal sealed class ExportKind(TrainingScenario scenario) : IKillKind
{
    private const int Attempts = 10;

    private UndisturbedTraining? _training;
    private Timeline? _timeline;
    private string _start = "";

    /// <inheritdoc/>
    public string Name => "export";

    /// <inheritdoc/>
    public void Prepare(string folder)
    {
        _training = new UndisturbedTraining(folder, scenario);
        _start = Path.Combine(folder, "trained");
        Trained(_training);
        var exported = Path.Combine(folder, "exported");
        FolderContents.Copy(_start, exported);
        _timeline = new Timeline(_training.Train(exported).Demanded());
        if (_training.Check.AtEnd(exported) is { } fault)
        {
            throw new RnnOnnxException($"after one kill, which made the start of all others, {fault}");
        }
    }

    /// <inheritdoc/>
    public KillTrial Begin(string folder, int number)
    {
        if (_training is not { } training || _timeline is not { } timeline)
        {
            throw new InvalidOperationException("nothing was prepared");
        }

        // Mostly while the package is written, which begins where the figures of the test texts have been told.
        return new TrainingTrial(folder, _start, training, timeline, static (timeline, random) => timeline.Past(random.Next(4) > 0 ? IsEvaluated : EpochLog.GoesOn));
    }

    private static bool IsEvaluated(string line) => line.Contains(": test accuracy ", StringComparison.Ordinal);

    // A zoo whose network has only its package to be written: its training was killed where it began to be.
    private void Trained(UndisturbedTraining training)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            FolderContents.Copy(training.Start, _start);
            var epochs = new EpochLog(_start, training.Scenario.Model);
            training.Train(_start, new Death(training.Timeline.Past(IsEvaluated), TimeSpan.Zero, Prey.All));
            if (epochs.AfterKill() is null && epochs.Kept == UndisturbedTraining.Epochs && !epochs.IsFinished)
            {
                // Trials begin without what this kill has left.
                foreach (var leftOver in Directory.GetDirectories(_start, ".*.tmp-*"))
                {
                    Directory.Delete(leftOver, recursive: true);
                }

                return;
            }

            Directory.Delete(_start, recursive: true);
        }

        throw new RnnOnnxException($"{training.Scenario.Model} could not be killed between its last epoch and its package in {Attempts} attempts; on a machine that is less busy it can");
    }
}
