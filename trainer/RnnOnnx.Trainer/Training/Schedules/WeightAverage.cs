using System.ComponentModel;

namespace RnnOnnx.Trainer.Training.Schedules;

/// <summary>An average over the weights in the course of training, which is evaluated and kept in the place of the weights themselves.</summary>
[TypeConverter(typeof(KindTextConverter<WeightAverage>))]
public abstract record WeightAverage
{
    /// <summary>What is wrong with the average's values, each a clause that names one; none if nothing is.</summary>
    public abstract IEnumerable<string> Faults { get; }

    /// <summary>The share that the weights after a step have in the average from then on, the average before it having the rest: above 0, and 1 for the first.</summary>
    /// <param name="position">The step.</param>
    /// <returns>The share; null where the weights do not enter the average.</returns>
    public abstract double? Share(TrainingPosition position);

    /// <summary>The kind and its values, as settings and manifests have them.</summary>
    public sealed override string ToString() => KindText.Format(this);
}
