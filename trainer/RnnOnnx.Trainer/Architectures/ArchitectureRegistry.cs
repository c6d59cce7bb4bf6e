using RnnOnnx.Packages;

namespace RnnOnnx.Trainer.Architectures;

/// <summary>Every network that the trainer knows, by id.</summary>
public static class ArchitectureRegistry
{
    /// <summary>The networks, in the order in which <c>train-all</c> builds them: those of one corpus and pipeline together, ensembles after their members.</summary>
    public static IReadOnlyList<Architecture> All { get; } =
    [
        ReviewsSimpleRnn.Definition,
        ReviewsLstm.Definition,
        ReviewsGru.Definition,
        ReviewsLstmDropout.Definition,
        ReviewsBilstm.Definition,
        ReviewsStackedLstm.Definition,
        ReviewsEnsemble.Definition,
        ImdbW2vLstm400.Definition,
        ImdbW2vLstm200.Definition,
        ImdbW2vGru200.Definition,
        ImdbW2vPeepholeLstm200.Definition,
        ImdbW2vStackedLstm200.Definition,
        ImdbCharLstm.Definition,
        ReutersSimpleRnn.Definition,
        ReutersStackedRnn.Definition,
        ReutersLstm.Definition,
        ReutersGru.Definition,
        ReutersBilstm.Definition,
        ImdbFf.Definition,
        ImdbFfEmbedding.Definition,
        ImdbCnn.Definition,
        ImdbSimpleRnn.Definition,
        ImdbLstm.Definition,
        ImdbStackedLstm.Definition,
        ImdbCnnLstm.Definition,
        ImdbCnnGru.Definition,
        ImdbCnnGruDropout.Definition,
        ImdbEnsemble.Definition,
        ImdbTextDense.Definition,
        ImdbTextSimpleRnn.Definition,
        ImdbTextLstm.Definition,
        CharGenerator.Definition,
    ];

    /// <summary>The network of a package that was trained on its corpus, or on the sample that stands for it; null for one of a user's own texts, or of a network that is not known.</summary>
    /// <param name="manifest">The package's manifest.</param>
    public static Architecture? OfZoo(ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return All.FirstOrDefault(a => a.Id == manifest.Architecture && manifest.Training.Corpus == a.Corpus + (manifest.Training.SampleCorpus ? "-sample" : ""));
    }

    /// <summary>Finds a network.</summary>
    /// <exception cref="RnnOnnxException">There is none of that id.</exception>
    public static Architecture Find(string id) =>
        All.FirstOrDefault(a => a.Id == id)
        ?? throw new RnnOnnxException($"no architecture is called '{id}'; there are {string.Join(", ", All.Select(a => a.Id))}");
}
