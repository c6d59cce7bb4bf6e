using System.Text;

namespace RnnOnnx.Trainer.Jobs;

/// <summary>A writer that passes on whole lines, and may be turned to another receiver while a table is on the screen.</summary>
/// <param name="receiver">Gets each line, without its end.</param>
public sealed class LineWriter(Action<string> receiver) : TextWriter
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _line = new();
    private Action<string> _receiver = receiver;

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        lock (_lock)
        {
            if (value != '\n')
            {
                _line.Append(value);
                return;
            }

            _receiver(_line.ToString().TrimEnd('\r'));
            _line.Clear();
        }
    }

    /// <summary>Turns the lines to another receiver.</summary>
    /// <returns>The receiver until now.</returns>
    public Action<string> Turn(Action<string> receiver)
    {
        lock (_lock)
        {
            (receiver, _receiver) = (_receiver, receiver);
            return receiver;
        }
    }
}
