namespace RnnOnnx.Trainer.Training;

/// <summary>Shows training as a line that renews itself on a terminal, and as plain lines elsewhere.</summary>
/// <param name="output">Where to write.</param>
/// <param name="isTerminal">Whether a carriage return takes the line back there.</param>
/// <param name="time">The clock.</param>
/// <param name="model">What the lines are about; null where that is clear.</param>
public sealed class ConsoleProgress(TextWriter output, bool isTerminal, TimeProvider time, string? model = null) : ITrainingProgress
{
    private readonly string _start = model is null ? "  " : $"{model}: ";
    private readonly TimeSpan _interval = isTerminal ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(30);
    private long _last = time.GetTimestamp();
    private int _shown;

    /// <inheritdoc/>
    public void Batch(BatchFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        if (time.GetElapsedTime(_last) < _interval)
        {
            return;
        }

        _last = time.GetTimestamp();
        var line = $"{_start}epoch {figures.Epoch}/{figures.Epochs}  {figures.Done:N0}/{figures.Texts:N0}  loss {figures.Loss:F4}  accuracy {figures.Accuracy:F4}  {figures.TextsPerSecond:N0} sequences/s  {figures.Left:h\\:mm\\:ss} left";
        if (isTerminal)
        {
            output.Write("\r" + line.PadRight(_shown));
            _shown = line.Length;
        }
        else
        {
            output.WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public void Epoch(EpochFigures figures, int epochs)
    {
        ArgumentNullException.ThrowIfNull(figures);
        var test = figures.Test is { } t ? $"  test accuracy {t.Accuracy:F4}" : "";
        var line = $"{_start}epoch {figures.Epoch}/{epochs}  loss {figures.Loss:F4}  accuracy {figures.Accuracy:F4}  validation loss {figures.Validation.Loss:F4}  validation accuracy {figures.Validation.Accuracy:F4}{test}  {figures.Seconds:F1} s  {figures.TextsPerSecond:N0} sequences/s";
        output.WriteLine(isTerminal ? "\r" + line.PadRight(_shown) : line);
        _shown = 0;
        _last = time.GetTimestamp();
    }
}
