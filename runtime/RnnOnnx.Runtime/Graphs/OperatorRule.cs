using RnnOnnx.Packages;

namespace RnnOnnx.Graphs;

/// <summary>How a graph may use an operator.</summary>
/// <param name="LeastInputs">The fewest inputs.</param>
/// <param name="MostInputs">The most inputs.</param>
/// <param name="MostOutputs">The most outputs; there is at least one.</param>
/// <param name="Results">What the outputs can be, from what the inputs can be.</param>
/// <param name="Attributes">The settings that it may have.</param>
internal sealed record OperatorRule(int LeastInputs, int MostInputs, int MostOutputs, Func<NodeBounds, Bound[]> Results, params IReadOnlyList<AttributeRule> Attributes)
{
    /// <summary>Inputs from this one on may be left out, and outputs too; null where all must be there.</summary>
    public int? FirstOptional { get; init; }

    /// <summary>What the node breaks; null when it keeps the rule.</summary>
    public string? Violation(OnnxNode node)
    {
        if (node.Inputs.Count < LeastInputs || node.Inputs.Count > MostInputs)
        {
            return $"has {node.Inputs.Count} inputs, and there must be {LeastInputs} to {MostInputs}";
        }

        if (node.Outputs.Count < 1 || node.Outputs.Count > MostOutputs)
        {
            return $"has {node.Outputs.Count} outputs, and there must be 1 to {MostOutputs}";
        }

        if (node.Inputs.Index().Any(input => input.Item.Length == 0 && !(input.Index >= FirstOptional)) || (FirstOptional is null && node.Outputs.Contains("")))
        {
            return "leaves out an input or an output that it needs";
        }

        foreach (var (name, attribute) in node.Attributes)
        {
            if (Attributes.FirstOrDefault(rule => rule.Name == name) is not { } rule)
            {
                return $"has the attribute '{name}', which no graph of this format gives to {node.Type}";
            }

            if (rule.Violation(attribute) is { } violation)
            {
                return violation;
            }
        }

        return null;
    }
}

/// <summary>Which values an attribute of an operator may have.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Least">The least of its whole numbers.</param>
/// <param name="Most">The most of its whole numbers.</param>
/// <param name="Texts">The texts that it may hold.</param>
internal sealed record AttributeRule(string Name, OnnxAttributeKind Kind, long Least = long.MinValue, long Most = long.MaxValue, params IReadOnlyList<string> Texts)
{
    /// <summary>An axis, or a place between two axes.</summary>
    public static AttributeRule Axis(string name) => new(name, OnnxAttributeKind.Number, -PackageLimits.Rank, PackageLimits.Rank);

    /// <summary>Yes or no.</summary>
    public static AttributeRule Flag(string name) => new(name, OnnxAttributeKind.Number, 0, 1);

    /// <summary>What an attribute breaks; null when it keeps the rule.</summary>
    public string? Violation(OnnxAttribute attribute) => attribute switch
    {
        _ when attribute.Kind != Kind => $"has an attribute '{Name}' of the wrong kind",
        { Kind: OnnxAttributeKind.Number } when attribute.Number < Least || attribute.Number > Most => OutOfRange(attribute.Number),
        { Kind: OnnxAttributeKind.Numbers } when attribute.Numbers.Any(number => number < Least || number > Most) => OutOfRange(attribute.Numbers.First(number => number < Least || number > Most)),
        { Kind: OnnxAttributeKind.Text } when !Texts.Contains(attribute.Text) => Unknown(attribute.Text),
        { Kind: OnnxAttributeKind.Texts } when attribute.Texts.FirstOrDefault(text => !Texts.Contains(text)) is { } text => Unknown(text),
        _ => null,
    };

    private string OutOfRange(long number) => $"has {Name} = {number}, and it must lie between {Least} and {Most}";

    private string Unknown(string text) => $"has {Name} = '{text}', and it must be one of {string.Join(", ", Texts)}";
}
