using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Trainer.Training.Callbacks;

/// <summary>Writes into a run's folder of logs.</summary>
internal static class LogFolder
{
    /// <summary>Does something that writes.</summary>
    /// <exception cref="RnnOnnxException">The system did not let it.</exception>
    public static void Writing(string folder, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw new RnnOnnxException($"{folder}: the logs of training cannot be written ({StorageFailure.Reason(e)}); make room, or name another folder with --logs", e);
        }
    }
}
