using System.Reflection;
using Microsoft.Extensions.Configuration;
using RnnOnnx.Trainer.Architectures;

namespace RnnOnnx.Trainer.Configuration;

/// <summary>
/// Recipes of the user's own. <c>Training:Recipes:imdb-lstm:slow</c> is the recipe <c>slow</c> of that network: <c>From</c> names the recipe it derives from, the
/// document's if left out, and every other setting bears the name of the property of <see cref="Recipe"/> that it replaces.
/// </summary>
/// <param name="configuration">The settings.</param>
public sealed class RecipeSettings(IConfiguration configuration)
{
    /// <summary>The part of the settings that holds recipes.</summary>
    public const string Section = "Recipes";

    private const string From = "From";

    private static readonly PropertyInfo[] Properties = [.. typeof(Recipe).GetProperties().Where(property => property is { CanWrite: true } && property.Name != nameof(Recipe.Name))];

    private readonly Lazy<ILookup<string, Recipe>> _recipes = new(() => Read(configuration));

    /// <summary>A network with the user's recipes beside its own.</summary>
    /// <exception cref="ConfigurationException">One of the recipes, of this or another network, is wrong.</exception>
    public Architecture AddTo(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        return _recipes.Value[architecture.Id].ToArray() is { Length: > 0 } own ? architecture with { Recipes = [.. architecture.Recipes, .. own] } : architecture;
    }

    private static ILookup<string, Recipe> Read(IConfiguration configuration) =>
        configuration.GetSection($"{TrainerConfiguration.Section}:{Section}").GetChildren()
            .SelectMany(network => Read(configuration, network)).ToLookup(r => r.Network, r => r.Recipe);

    private static IEnumerable<(string Network, Recipe Recipe)> Read(IConfiguration configuration, IConfigurationSection network)
    {
        string Name(IConfigurationSection setting) => TrainerConfiguration.Name(configuration, setting);
        var architecture = ArchitectureRegistry.All.FirstOrDefault(a => a.Id.Equals(network.Key, StringComparison.OrdinalIgnoreCase))
            ?? throw new ConfigurationException($"{Name(network)}: no network is called '{network.Key}'; there are {string.Join(", ", ArchitectureRegistry.All.Select(a => a.Id))}");
        if (architecture.Members.Count > 0)
        {
            throw new ConfigurationException($"{Name(network)}: {architecture.Id} is made of {string.Join(", ", architecture.Members)} without training and takes no recipe; give one to a member");
        }

        var known = architecture.Recipes.Append(architecture.SampleRecipe).ToDictionary(recipe => recipe.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var setting in network.GetChildren())
        {
            if (known.ContainsKey(setting.Key))
            {
                throw new ConfigurationException($"{Name(setting)}: {architecture.Id} has a recipe '{setting.Key}', which stays as it is; choose another name, and {From} \"{setting.Key}\" to derive from it");
            }

            var from = setting[From] ?? architecture.Recipes[0].Name;
            var recipe = known.TryGetValue(from, out var found)
                ? found with { Name = setting.Key }
                : throw new ConfigurationException($"{Name(setting.GetSection(From))}: {architecture.Id} has no recipe '{from}' to derive from; it has {string.Join(", ", known.Keys)}");
            foreach (var value in setting.GetChildren().Where(child => !child.Key.Equals(From, StringComparison.OrdinalIgnoreCase)))
            {
                Set(recipe, value, Name(value));
            }

            if (recipe.FaultsFor(architecture).ToArray() is { Length: > 0 } faults)
            {
                throw new ConfigurationException($"{Name(setting)}: {string.Join("; ", faults)}");
            }

            yield return (architecture.Id, recipe);
        }
    }

    private static void Set(Recipe recipe, IConfigurationSection setting, string name)
    {
        var property = Properties.FirstOrDefault(p => p.Name.Equals(setting.Key, StringComparison.OrdinalIgnoreCase))
            ?? throw new ConfigurationException($"{name} is no setting of a recipe; there are {string.Join(", ", Properties.Select(p => p.Name).Append(From).Order(StringComparer.Ordinal))}");
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var isNone = string.IsNullOrEmpty(setting.Value) && !setting.GetChildren().Any();
        object? value = null;
        try
        {
            value = isNone ? null : setting.Get(type);
        }
        catch (InvalidOperationException e)
        {
            throw Wrong(e);
        }

        if (value is null ? !isNone || new NullabilityInfoContext().Create(property).WriteState != NullabilityState.Nullable : type.IsEnum && !Enum.IsDefined(type, value))
        {
            throw Wrong(null);
        }

        property.SetValue(recipe, value);

        ConfigurationException Wrong(Exception? cause) => new($"{name} is '{setting.Value}', and takes {Kind(type)}{(Told(cause) is { } message ? $": {message}" : "")}", cause);
    }

    // The binder wraps what a setting of several words, such as a schedule, says of itself. What it says of numbers is said already.
    private static string? Told(Exception? cause) => cause switch
    {
        null => null,
        FormatException { TargetSite.DeclaringType.Namespace: { } place } told when place.StartsWith(nameof(RnnOnnx), StringComparison.Ordinal) => told.Message,
        _ => Told(cause.InnerException),
    };

    private static string Kind(Type type) =>
        type.IsEnum ? string.Join(" or ", Enum.GetNames(type))
        : type == typeof(int) ? "a whole number"
        : type == typeof(bool) ? "true or false"
        : type == typeof(double) ? "a number"
        : $"a {type.Name}";
}
