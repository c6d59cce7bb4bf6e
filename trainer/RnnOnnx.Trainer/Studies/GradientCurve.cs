namespace RnnOnnx.Trainer.Studies;

/// <summary>How the gradients of one network fade or grow.</summary>
/// <param name="Model">The network's id.</param>
/// <param name="Layer">Its recurrent layers.</param>
/// <param name="IsTrained">Whether it is trained, or has its first weights.</param>
/// <param name="Norms">For each distance from the last step, from 0, the norm of every text.</param>
/// <param name="Batches">The norm of the whole gradient for some training batches.</param>
public sealed record GradientCurve(string Model, string Layer, bool IsTrained, IReadOnlyList<double[]> Norms, IReadOnlyList<double> Batches)
{
    /// <summary>The stage in words.</summary>
    public string Stage => IsTrained ? "trained" : "initial";

    /// <summary>The mean over the texts at a distance.</summary>
    public double Mean(int distance) => Norms[distance].Average();

    /// <summary>The first distance at which the mean is below a share of the largest; null where it never is.</summary>
    public int? Below(double share)
    {
        var means = Norms.Select(n => n.Average()).ToArray();
        var limit = share * means.Max();
        var distance = Array.FindLastIndex(means, mean => mean >= limit) + 1;
        return distance < means.Length ? distance : null;
    }
}
