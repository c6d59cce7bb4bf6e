namespace RnnOnnx.Trainer.Reports;

/// <summary>The figure that a network has to reach.</summary>
/// <param name="Source">Whose it is, such as <c>document 003</c> or <c>plain PyTorch, 3 seeds</c>.</param>
/// <param name="Value">The test accuracy, 0 to 1.</param>
/// <param name="Margin">How far below it still counts as reached: nothing for a document's best figure, which is printed to four digits; 0.01 for a reference.</param>
public sealed record ResultMark(string Source, double Value, double Margin)
{
    /// <summary>Whether a figure reaches it.</summary>
    /// <param name="accuracy">The figure, which is rounded to four digits.</param>
    public bool IsMetBy(double accuracy) => Math.Round(accuracy, 4) >= Math.Round(Value - Margin, 4);
}
