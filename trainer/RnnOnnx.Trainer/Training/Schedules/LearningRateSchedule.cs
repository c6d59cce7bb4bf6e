using System.ComponentModel;

namespace RnnOnnx.Trainer.Training.Schedules;

/// <summary>How the learning rate changes in the course of training: a function of where training stands, so that a run that goes on after a break needs no memory of it.</summary>
[TypeConverter(typeof(KindTextConverter<LearningRateSchedule>))]
public abstract record LearningRateSchedule
{
    /// <summary>What is wrong with the schedule's values, each a clause that names one; none if nothing is.</summary>
    public abstract IEnumerable<string> Faults { get; }

    /// <summary>What the recipe's learning rate is multiplied by in a step.</summary>
    /// <param name="position">The step.</param>
    public abstract double Factor(TrainingPosition position);

    /// <summary>The kind and its values, as settings and manifests have them.</summary>
    public sealed override string ToString() => KindText.Format(this);
}
