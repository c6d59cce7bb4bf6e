namespace RnnOnnx.Kills;

/// <summary>A kind of work that is killed.</summary>
internal interface IKillKind
{
    /// <summary>What the command line calls it.</summary>
    string Name { get; }

    /// <summary>Brings into being what all trials share.</summary>
    /// <param name="folder">An empty folder for it, which stays as long as there are trials.</param>
    /// <exception cref="RnnOnnxException">Work that nobody kills fails already.</exception>
    void Prepare(string folder);

    /// <summary>Begins a trial.</summary>
    /// <param name="folder">An empty folder for it.</param>
    /// <param name="number">The trial's number.</param>
    KillTrial Begin(string folder, int number);
}
