using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Tests.Fixtures;

/// <summary>Networks of the registry for few steps, with a small table and few units.</summary>
internal static class SmallNetworks
{
    public const int Steps = 8;
    public const int Vocabulary = 40;

    public static Network Of(Architecture architecture) => new([.. architecture.Layers.Select(Shrink)], Steps, architecture.Pipeline.Padding);

    private static LayerConfiguration Shrink(LayerConfiguration layer) => layer switch
    {
        EmbeddingConfiguration embedding => embedding with { Vocabulary = Vocabulary, Units = 6 },
        RecurrentConfiguration recurrent => recurrent with { Units = 5 },
        BidirectionalConfiguration both => both with { Layer = (RecurrentConfiguration)Shrink(both.Layer) },
        _ => layer,
    };
}
