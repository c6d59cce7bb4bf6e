using System.Diagnostics;

namespace RnnOnnx.Trainer.Jobs;

/// <summary>The process that has started this one for a job, as seen through the pipe that is this one's standard input.</summary>
public static class ParentProcess
{
    /// <summary>The line that asks to stop after the batch in hand.</summary>
    public const string Stop = "stop";

    /// <summary>
    /// Watches the parent from a thread of its own. When it dies, whatever way, this process ends at once, as if it had been killed itself: whoever starts the training
    /// again must not meet one that still writes.
    /// </summary>
    /// <param name="input">The pipe.</param>
    /// <param name="stop">Called when the parent asks to stop.</param>
    public static void Watch(TextReader input, Action stop)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(stop);
        new Thread(() =>
        {
            while (input.ReadLine() is { } line)
            {
                if (line == Stop)
                {
                    stop();
                }
            }

            using var self = Process.GetCurrentProcess();
            self.Kill();
        })
        {
            IsBackground = true,
            Name = "parent",
        }.Start();
    }
}
