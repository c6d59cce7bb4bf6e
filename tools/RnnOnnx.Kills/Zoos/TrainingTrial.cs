namespace RnnOnnx.Kills.Zoos;

/// <summary>A training that is killed and started again until its package is there.</summary>
internal sealed class TrainingTrial : ZooTrial
{
    private readonly UndisturbedTraining _training;
    private readonly Timeline _timeline;
    private readonly Func<Timeline, Random, int> _from;
    private readonly EpochLog _epochs;

    /// <summary>Begins one.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="start">The zoo with which it begins.</param>
    /// <param name="training">What it must come to.</param>
    /// <param name="timeline">How a run from the start on goes.</param>
    /// <param name="from">Number of lines of a timeline before the earliest moment of death.</param>
    public TrainingTrial(string folder, string start, UndisturbedTraining training, Timeline timeline, Func<Timeline, Random, int> from)
        : base(folder, start, training.Check)
    {
        (_training, _timeline, _from) = (training, timeline, from);
        _epochs = new EpochLog(folder, training.Scenario.Model);
        _ = _epochs.AfterKill();
    }

    /// <inheritdoc/>
    public override bool IsFinished => _epochs.IsFinished;

    /// <inheritdoc/>
    public override VictimRun Run(Random? random)
    {
        var run = _training.Train(Zoo, random is null ? null : Draw(random));
        Faults.AddRange(_epochs.Read(run));
        return run;
    }

    /// <inheritdoc/>
    public override void AfterKill(VictimRun run)
    {
        if (_epochs.AfterKill() is { } fault)
        {
            Faults.Add(fault);
        }

        base.AfterKill(run);
    }

    private Death Draw(Random random)
    {
        var prey = random.Next(4) switch { 0 => Prey.Program, 1 => Prey.Jobs, _ => Prey.All };
        var timeline = _timeline.Without(line => EpochLog.EpochOf(line) <= _epochs.Kept);
        return timeline.Draw(random, prey, _from(timeline, random));
    }
}
