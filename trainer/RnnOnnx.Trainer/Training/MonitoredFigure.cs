namespace RnnOnnx.Trainer.Training;

/// <summary>A figure on the validation part by which epochs are compared.</summary>
public enum MonitoredFigure
{
    /// <summary>Share of right answers; higher is better.</summary>
    Accuracy,

    /// <summary>Mean cross-entropy; lower is better.</summary>
    Loss,
}
