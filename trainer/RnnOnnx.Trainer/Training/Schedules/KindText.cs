using System.Globalization;
using System.Reflection;

namespace RnnOnnx.Trainer.Training.Schedules;

/// <summary>
/// One of several kinds as a line of text, for settings and manifests: the kind's name, and each of its values by name, such as <c>CosineDecay WarmUpSteps=200 LowestRatio=0</c>.
/// Values with a default may be left out; upper and lower case are the same.
/// </summary>
/// <remarks>Each kind derives from the same type and has one public constructor, whose parameters are properties too.</remarks>
internal static class KindText
{
    /// <summary>The line of text.</summary>
    /// <param name="value">Something of one of the kinds.</param>
    public static string Format(object value)
    {
        var type = value.GetType();
        return string.Join(' ', type.GetConstructors().Single().GetParameters().Select(p => $"{p.Name}={Convert.ToString(type.GetProperty(p.Name!)!.GetValue(value), CultureInfo.InvariantCulture)}").Prepend(type.Name));
    }

    /// <summary>Reads what <see cref="Format"/> writes.</summary>
    /// <typeparam name="T">What the kinds derive from.</typeparam>
    /// <exception cref="FormatException">The text is no such line; the message says what could stand there.</exception>
    public static T Parse<T>(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var kinds = typeof(T).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract).OrderBy(type => type.Name, StringComparer.Ordinal);
        var kind = kinds.FirstOrDefault(type => type.Name.Equals(words.FirstOrDefault(), StringComparison.OrdinalIgnoreCase))?.GetConstructors().Single()
            ?? throw new FormatException($"'{text}' begins with none of {string.Join(", ", kinds.Select(type => type.Name))}");

        var parameters = kind.GetParameters();
        var values = new Dictionary<ParameterInfo, object>();
        foreach (var word in words.Skip(1))
        {
            var parts = word.Split('=');
            var parameter = parameters.FirstOrDefault(p => p.Name!.Equals(parts[0], StringComparison.OrdinalIgnoreCase));
            if (parts.Length != 2 || parameter is null || !values.TryAdd(parameter, Value(parameter, parts[1])))
            {
                throw new FormatException($"'{word}' cannot stand in '{text}'; {Usage(kind)}");
            }
        }

        return parameters.FirstOrDefault(p => !p.HasDefaultValue && !values.ContainsKey(p)) is { } missing
            ? throw new FormatException($"'{text}' lacks {missing.Name}; {Usage(kind)}")
            : (T)kind.Invoke([.. parameters.Select(p => values.TryGetValue(p, out var value) ? value : p.DefaultValue)]);
    }

    private static string Usage(ConstructorInfo kind) =>
        kind.GetParameters() is { Length: > 0 } parameters ? $"{kind.DeclaringType!.Name} takes {string.Join(", ", parameters.Select(p => $"{p.Name}={Example(p)}"))}" : $"{kind.DeclaringType!.Name} takes nothing";

    private static string Example(ParameterInfo parameter) =>
        parameter.ParameterType.IsEnum ? string.Join('|', Enum.GetNames(parameter.ParameterType)) : parameter.ParameterType == typeof(int) ? "a whole number" : "a number";

    private static object Value(ParameterInfo parameter, string word)
    {
        var type = parameter.ParameterType;
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Contains(word, StringComparer.OrdinalIgnoreCase) ? Enum.Parse(type, word, ignoreCase: true) : throw Wrong();
        }

        try
        {
            return Convert.ChangeType(word, type, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw Wrong();
        }

        FormatException Wrong() => new($"{parameter.Name} is '{word}' and must be {Example(parameter)}");
    }
}
