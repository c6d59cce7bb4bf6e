using System.Reflection;
using RnnOnnx.Packages;

namespace RnnOnnx.Trainer.Architectures;

/// <summary>Every network that the trainer knows, by id.</summary>
public static class ArchitectureRegistry
{
    /// <summary>The zoo's networks, in the order in which <c>train-all</c> builds them: those of one corpus and pipeline together, ensembles after their members.</summary>
    public static IReadOnlyList<Architecture> Zoo { get; } =
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

    // Only when it is asked for: two networks of one id are the user's mistake, which a static initializer could not tell.
    private static readonly Lazy<IReadOnlyList<Architecture>> Known = new(() => [.. Zoo, .. DefinedIn(typeof(ArchitectureRegistry).Assembly.GetTypes()).ExceptBy(Zoo.Select(a => a.Id), a => a.Id)]);

    /// <summary>The zoo's networks, then by id all others that a class of this program defines.</summary>
    /// <exception cref="RnnOnnxException">Two have one id.</exception>
    public static IReadOnlyList<Architecture> All => Known.Value;

    /// <summary>The networks that classes define, each in a public static field, sorted by id.</summary>
    /// <exception cref="RnnOnnxException">Two have one id.</exception>
    internal static IReadOnlyList<Architecture> DefinedIn(IEnumerable<Type> types)
    {
        var definitions = types.SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public)).Where(field => field.FieldType == typeof(Architecture))
            .Select(field => (Place: field.DeclaringType!.Name, Architecture: (Architecture)field.GetValue(null)!)).OrderBy(d => d.Architecture.Id, StringComparer.Ordinal).ToArray();
        foreach (var (one, other) in definitions.Zip(definitions.Skip(1)))
        {
            if (one.Architecture.Id == other.Architecture.Id)
            {
                throw new RnnOnnxException($"{one.Place} and {other.Place} both define a network '{one.Architecture.Id}'; give one of them another id");
            }
        }

        return [.. definitions.Select(d => d.Architecture)];
    }

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
