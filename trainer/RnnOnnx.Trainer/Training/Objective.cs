using RnnOnnx.Packages;
using TorchSharp;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Training;

/// <summary>What training makes small, and what counts as a right answer.</summary>
/// <param name="task">What the network's scores mean.</param>
public sealed class Objective(ModelTask task)
{
    /// <summary>Whether each id of a text is to tell the next one; the answers are then counted id by id, not text by text.</summary>
    public bool IsOfNextIds => task == ModelTask.Generation;

    /// <summary>By what an epoch is better than another where the recipe does not say: its accuracy, and of a network that generates its loss, for it must give likely answers and not only the likeliest.</summary>
    public MonitoredFigure Monitor => IsOfNextIds ? MonitoredFigure.Loss : MonitoredFigure.Accuracy;

    /// <summary>Mean cross-entropy of a batch.</summary>
    /// <param name="logits"><c>[batch, 1]</c> for binary tasks, <c>[batch, classes]</c>, or <c>[ids, vocabulary]</c> for networks that generate; or <c>[batch, time, 1]</c>, where the label stands for every step.</param>
    /// <param name="labels">One label per row.</param>
    /// <param name="smoothing">Share of the certainty that is taken from the right label and spread over all of them (Szegedy et al., 2016).</param>
    /// <param name="probabilities">What stands in for the labels of a binary task: the probability of label 1 for each row; null for the labels themselves.</param>
    public Tensor Loss(Tensor logits, IReadOnlyList<int> labels, double smoothing = 0, IReadOnlyList<float>? probabilities = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (task != ModelTask.Binary)
        {
            return nn.functional.cross_entropy(logits, tensor(labels.Select(l => (long)l).ToArray(), device: logits.device), label_smoothing: smoothing);
        }

        var targets = tensor((probabilities ?? labels.Select(label => (float)label)).Select(p => (float)((p * (1 - smoothing)) + (smoothing / 2))).ToArray(), device: logits.device).reshape([labels.Count, .. Enumerable.Repeat(1L, logits.shape.Length - 1)]);
        return nn.functional.binary_cross_entropy_with_logits(logits, targets.expand(logits.shape));
    }

    /// <summary>Number of right answers in a batch.</summary>
    /// <param name="scores"><c>[batch, 1]</c> for binary tasks, of which one half and more is a yes, else <c>[batch, classes]</c>.</param>
    /// <param name="labels">One label per row.</param>
    public int Right(Tensor scores, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        using var scope = NewDisposeScope();
        var answers = task == ModelTask.Binary ? scores.squeeze(1).ge(0.5).to_type(ScalarType.Int64) : scores.argmax(1);
        using var values = answers.cpu().data<long>();
        var given = values.ToArray();
        return Enumerable.Range(0, given.Length).Count(i => given[i] == labels[i]);
    }

    /// <summary>Share of the steps whose own answer is right, all of them counted.</summary>
    /// <param name="logits"><c>[batch, time, 1]</c>.</param>
    /// <param name="labels">One label per row.</param>
    public static double RightSteps(Tensor logits, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        using var scope = NewDisposeScope();
        var targets = tensor(labels.Select(l => (float)l).ToArray(), device: logits.device).reshape(labels.Count, 1, 1);
        return logits.ge(0).to_type(ScalarType.Float32).eq(targets).to_type(ScalarType.Float32).mean().ToSingle();
    }
}
