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

    /// <summary>Finds a network.</summary>
    /// <exception cref="RnnOnnxException">There is none of that id.</exception>
    public static Architecture Find(string id) =>
        All.FirstOrDefault(a => a.Id == id)
        ?? throw new RnnOnnxException($"no architecture is called '{id}'; there are {string.Join(", ", All.Select(a => a.Id))}");
}
