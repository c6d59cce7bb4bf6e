using RnnOnnx.Trainer.Corpora.Download;

namespace RnnOnnx.Trainer.Tests.Corpora.Download;

/// <summary>Stands for one of Keras' archives: sequences and labels by their arrays' names.</summary>
internal sealed class KerasArchive(Dictionary<string, IReadOnlyList<int[]>> sequences, Dictionary<string, int[]> integers) : IKerasArchive
{
    public IReadOnlyList<int[]> Sequences(string array) => sequences[array];

    public IReadOnlyList<int> Integers(string array) => integers[array];

    public void Dispose()
    {
    }
}
