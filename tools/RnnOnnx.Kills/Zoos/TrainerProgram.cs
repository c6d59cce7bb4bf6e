namespace RnnOnnx.Kills.Zoos;

/// <summary>The trainer's program.</summary>
/// <param name="data">The data folder that it reads.</param>
internal sealed class TrainerProgram(string data)
{
    /// <summary>Runs it.</summary>
    /// <param name="death">When it is killed; null for never.</param>
    /// <param name="arguments">Its command line.</param>
    public VictimRun Run(Death? death, params IReadOnlyList<string> arguments) =>
        Victim.Run("RnnOnnx.Trainer.dll", new Dictionary<string, string> { ["RNNONNX_DATA"] = data }, arguments, death);
}
