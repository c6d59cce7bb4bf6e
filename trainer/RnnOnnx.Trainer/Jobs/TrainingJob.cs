using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Jobs;

/// <summary>One model to train: a network with one seed.</summary>
/// <param name="Architecture">The network.</param>
/// <param name="Options">How it is trained.</param>
/// <param name="Words">The command line of a process that does this job and no other.</param>
public sealed record TrainingJob(Architecture Architecture, TrainOptions Options, IReadOnlyList<string> Words)
{
    /// <summary>Jobs that must have ended before this one begins: of an ensemble its members' and, as its package is replaced by every seed, its own of seeds before.</summary>
    public IReadOnlyList<TrainingJob> After { get; init; } = [];

    /// <summary>What the job is called in lists.</summary>
    public required string Name { get; init; }

    /// <summary>A line of the job's process, which knows of no other seed, as it is shown beside those of others.</summary>
    internal string Attribute(string line)
    {
        var start = $"{Architecture.Id}: ";
        return line.StartsWith(start, StringComparison.Ordinal) ? $"{Name}: {line[start.Length..]}" : line;
    }
}
