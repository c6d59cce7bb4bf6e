using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;
using static Microsoft.CodeAnalysis.CSharp.SyntaxKind;

namespace RnnOnnx.Mutation;

/// <summary>Puts every mutant of a file into its code, each behind a switch that is off until a test run asks for it.</summary>
/// <param name="file">The file's path, for the list of mutants.</param>
/// <param name="model">What the expressions of the file mean.</param>
/// <param name="mutants">All mutants, this file's to be added.</param>
/// <param name="left">Ids of mutants that are known not to compile and keep their number, with the reason.</param>
internal sealed class Mutator(string file, SemanticModel model, List<Mutant> mutants, IReadOnlyDictionary<int, string> left) : CSharpSyntaxRewriter
{
    /// <summary>Marks what a mutant put into the tree; its data is the mutant's id.</summary>
    public const string Mark = "mutant";

    /// <summary>Kind of the mutants that take a statement away.</summary>
    public const string Removal = "statement removed";

    private const int LongestExcerpt = 110;
    private const int LongestList = 16;

    private static readonly Dictionary<SyntaxKind, SyntaxKind> Operators = new()
    {
        [AddExpression] = SubtractExpression, [SubtractExpression] = AddExpression, [MultiplyExpression] = DivideExpression, [DivideExpression] = MultiplyExpression,
        [ModuloExpression] = MultiplyExpression, [LessThanExpression] = LessThanOrEqualExpression, [LessThanOrEqualExpression] = LessThanExpression,
        [GreaterThanExpression] = GreaterThanOrEqualExpression, [GreaterThanOrEqualExpression] = GreaterThanExpression, [EqualsExpression] = NotEqualsExpression,
        [NotEqualsExpression] = EqualsExpression, [LogicalAndExpression] = LogicalOrExpression, [LogicalOrExpression] = LogicalAndExpression, [BitwiseAndExpression] = BitwiseOrExpression,
        [BitwiseOrExpression] = BitwiseAndExpression, [ExclusiveOrExpression] = BitwiseAndExpression, [LeftShiftExpression] = RightShiftExpression,
        [RightShiftExpression] = LeftShiftExpression, [UnsignedRightShiftExpression] = LeftShiftExpression,
        [AddAssignmentExpression] = SubtractAssignmentExpression, [SubtractAssignmentExpression] = AddAssignmentExpression, [MultiplyAssignmentExpression] = DivideAssignmentExpression,
        [DivideAssignmentExpression] = MultiplyAssignmentExpression, [OrAssignmentExpression] = AndAssignmentExpression, [AndAssignmentExpression] = OrAssignmentExpression,
        [PreIncrementExpression] = PreDecrementExpression, [PreDecrementExpression] = PreIncrementExpression, [PostIncrementExpression] = PostDecrementExpression,
        [PostDecrementExpression] = PostIncrementExpression,
    };

    // A boundary that is moved is one mistake, a comparison the wrong way round another.
    private static readonly Dictionary<SyntaxKind, SyntaxKind> Opposites = new()
    {
        [LessThanExpression] = GreaterThanOrEqualExpression, [LessThanOrEqualExpression] = GreaterThanExpression,
        [GreaterThanExpression] = LessThanOrEqualExpression, [GreaterThanOrEqualExpression] = LessThanExpression,
    };

    /// <inheritdoc/>
    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        if (node is null || IsFixed(node))
        {
            return node;
        }

        var visited = base.Visit(node);
        return node switch
        {
            ExpressionSyntax expression when IsValue(expression) => WithMutants(expression, (ExpressionSyntax)visited!),
            StatementSyntax statement => WithoutStatement(statement, (StatementSyntax)visited!),
            _ => visited,
        };
    }

    // What must be known at compile time takes no switch, and a static member's first value is computed once, whatever is switched on later.
    private static bool IsFixed(SyntaxNode node) => node is AttributeListSyntax or CaseSwitchLabelSyntax or ConstantPatternSyntax or RelationalPatternSyntax or EnumMemberDeclarationSyntax or TypeSyntax { Parent: not ArgumentSyntax }
            and not IdentifierNameSyntax
        || (node is EqualsValueClauseSyntax { Parent: ParameterSyntax })
        || (node is LocalDeclarationStatementSyntax local && local.IsConst)
        || (node is FieldDeclarationSyntax field && field.Modifiers.Any(m => m.IsKind(ConstKeyword) || m.IsKind(StaticKeyword)))
        || (node is PropertyDeclarationSyntax { Initializer: not null } property && property.Modifiers.Any(StaticKeyword))
        || (node is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "nameof" } })
        // Thousands of mutants of a table's numbers would hide in the score what becomes of the rest.
        || (node is CollectionExpressionSyntax { Elements.Count: > LongestList })
        // It changes on which thread a caller goes on, which no result shows.
        || (node is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait" } } });

    private static bool IsValue(ExpressionSyntax node) => node.Parent is not (MemberAccessExpressionSyntax or NameColonSyntax or QualifiedNameSyntax) || node is not SimpleNameSyntax;

    private ExpressionSyntax WithMutants(ExpressionSyntax node, ExpressionSyntax visited)
    {
        // An expression that stands for itself must stay a statement.
        var isStatement = node.Parent is ExpressionStatementSyntax || (node.Parent is ArrowExpressionClauseSyntax && !IsReturned(node)) || (node.Parent is ForStatementSyntax loop && (loop.Incrementors.Contains(node) || loop.Initializers.Contains(node)));
        foreach (var (kind, replacement) in Replacements(node))
        {
            // What is declared in it would be declared twice.
            if (!Declares(node) && Add(node, kind, replacement.NormalizeWhitespace().ToString()) is { } id)
            {
                visited = isStatement
                    ? AssignmentExpression(SimpleAssignmentExpression, IdentifierName(Identifier(TriviaList(), UnderscoreToken, "_", "_", TriviaList())), Choice(id, replacement, visited))
                    : ParenthesizedExpression(Choice(id, replacement, visited)).WithAdditionalAnnotations(new SyntaxAnnotation(Mark, $"{id}"));
            }
        }

        if (IsCondition(node))
        {
            visited = WithOtherCondition(node, visited);
        }

        return visited;
    }

    private ExpressionSyntax WithOtherCondition(ExpressionSyntax node, ExpressionSyntax visited)
    {
        // A negated pattern would not assign what it declares where that is read; so it holds always, or never.
        var hasPattern = node.DescendantNodesAndSelf().Any(inner => inner is VariableDesignationSyntax { Parent: PatternSyntax });
        var isNegative = hasPattern && node.DescendantNodesAndSelf().Any(inner => inner.IsKind(NotPattern));
        var (change, other) = hasPattern ? isNegative ? ("condition holds", "true") : ("condition fails", "false") : ("condition negated", $"!({Excerpt(node)})");
        if (Add(node, change, other) is not { } id)
        {
            return visited;
        }

        var inner = ParenthesizedExpression(visited.WithoutTrivia());
        var changed = isNegative ? BinaryExpression(LogicalOrExpression, inner, On(id))
            : hasPattern ? BinaryExpression(LogicalAndExpression, inner, PrefixUnaryExpression(LogicalNotExpression, On(id)))
            // As an exclusive or, so that what the condition declares is declared once.
            : BinaryExpression(ExclusiveOrExpression, inner, On(id));
        return ParenthesizedExpression(changed).WithAdditionalAnnotations(new SyntaxAnnotation(Mark, $"{id}"));
    }

    private static bool Declares(SyntaxNode node) => node.DescendantNodes(inner => inner is not LambdaExpressionSyntax).Any(inner => inner is VariableDesignationSyntax);

    private IEnumerable<(string Kind, ExpressionSyntax Replacement)> Replacements(ExpressionSyntax node)
    {
        switch (node)
        {
            case BinaryExpressionSyntax binary when Operators.TryGetValue(binary.Kind(), out var other):
                if (binary.IsKind(AddExpression) && model.GetTypeInfo(binary).Type?.SpecialType == SpecialType.System_String)
                {
                    break;
                }

                yield return ("operator", Binary(other, binary));
                if (Opposites.TryGetValue(binary.Kind(), out var opposite))
                {
                    yield return ("operator", Binary(opposite, binary));
                }

                break;
            case BinaryExpressionSyntax { RawKind: (int)CoalesceExpression, Right: not ThrowExpressionSyntax } coalesce:
                yield return ("default alone", ParenthesizedExpression(coalesce.Right));
                break;
            case AssignmentExpressionSyntax assignment when Operators.TryGetValue(assignment.Kind(), out var other):
                yield return ("operator", ParenthesizedExpression(AssignmentExpression(other, assignment.Left, assignment.Right)));
                break;
            case PrefixUnaryExpressionSyntax prefix when Operators.TryGetValue(prefix.Kind(), out var other):
                yield return ("operator", ParenthesizedExpression(PrefixUnaryExpression(other, prefix.Operand)));
                break;
            case PrefixUnaryExpressionSyntax { RawKind: (int)UnaryMinusExpression } minus:
                yield return ("sign", ParenthesizedExpression(minus.Operand));
                break;
            case PostfixUnaryExpressionSyntax postfix when Operators.TryGetValue(postfix.Kind(), out var other):
                yield return ("operator", ParenthesizedExpression(PostfixUnaryExpression(other, postfix.Operand)));
                break;
            case LiteralExpressionSyntax { RawKind: (int)TrueLiteralExpression }:
                yield return ("literal", LiteralExpression(FalseLiteralExpression));
                break;
            case LiteralExpressionSyntax { RawKind: (int)FalseLiteralExpression }:
                yield return ("literal", LiteralExpression(TrueLiteralExpression));
                break;
            case LiteralExpressionSyntax { Token.Value: int number } when number < int.MaxValue:
                yield return ("literal", LiteralExpression(NumericLiteralExpression, Literal(number + 1)));
                break;
            case LiteralExpressionSyntax { Token.Value: string text }:
                yield return ("literal", LiteralExpression(StringLiteralExpression, Literal(text.Length == 0 ? "mutant" : "")));
                break;
            case InterpolatedStringExpressionSyntax:
                yield return ("literal", LiteralExpression(StringLiteralExpression, Literal("")));
                break;
        }

        if (IsReturned(node) && node is not (LiteralExpressionSyntax or ThrowExpressionSyntax or RefExpressionSyntax) && model.GetTypeInfo(node).ConvertedType is { SpecialType: not (SpecialType.System_Boolean or SpecialType.System_Void) })
        {
            yield return ("returned", PostfixUnaryExpression(SuppressNullableWarningExpression, LiteralExpression(DefaultLiteralExpression)));
        }
    }

    private StatementSyntax WithoutStatement(StatementSyntax node, StatementSyntax visited)
    {
        if (node is not (ExpressionStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or ReturnStatementSyntax { Expression: null } or YieldStatementSyntax)
            || node.Parent is SwitchSectionSyntax
            || Declares(node)
            || Add(node, Removal, "") is not { } id)
        {
            return visited;
        }

        return IfStatement(PrefixUnaryExpression(LogicalNotExpression, On(id)), Block(visited)).WithAdditionalAnnotations(new SyntaxAnnotation(Mark, $"{id}"));
    }

    // A comparison's negation is among its other operators.
    private bool IsCondition(ExpressionSyntax node) => node is not LiteralExpressionSyntax
        && !Opposites.ContainsKey(node.Kind()) && !node.IsKind(EqualsExpression) && !node.IsKind(NotEqualsExpression)
        && (node.Parent switch
            {
                IfStatementSyntax branch => branch.Condition == node,
                WhileStatementSyntax loop => loop.Condition == node,
                DoStatementSyntax loop => loop.Condition == node,
                ForStatementSyntax loop => loop.Condition == node,
                ConditionalExpressionSyntax choice => choice.Condition == node,
                WhenClauseSyntax => true,
                _ => IsReturned(node) && model.GetTypeInfo(node).Type?.SpecialType == SpecialType.System_Boolean,
            });

    private static bool IsReturned(ExpressionSyntax node) => node.Parent switch
    {
        ReturnStatementSyntax => true,
        ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax method } => method.ReturnType is not PredefinedTypeSyntax { Keyword.RawKind: (int)VoidKeyword },
        ArrowExpressionClauseSyntax => true,
        _ => false,
    };

    private static ParenthesizedExpressionSyntax Binary(SyntaxKind kind, BinaryExpressionSyntax binary) => ParenthesizedExpression(BinaryExpression(kind, binary.Left.WithoutTrivia(), binary.Right.WithoutTrivia()));

    private static ConditionalExpressionSyntax Choice(int id, ExpressionSyntax replacement, ExpressionSyntax visited) => ConditionalExpression(
        On(id).WithLeadingTrivia(Space),
        replacement.WithoutTrivia().WithLeadingTrivia(Space).WithTrailingTrivia(Space),
        ParenthesizedExpression(visited.WithoutTrivia())).WithAdditionalAnnotations(new SyntaxAnnotation(Mark, $"{id}"));

    private static ExpressionSyntax On(int id) => ParseExpression($"global::RnnOnnx.MutationSwitch.Mutants.On({id})").WithTrailingTrivia(Space);

    // The number is given even where the mutant is left out, so that numbers stay the same from one compilation to the next.
    private int? Add(SyntaxNode node, string kind, string replacement)
    {
        var id = mutants.Count;
        mutants.Add(new Mutant(id, file, node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, kind, Excerpt(node), replacement));
        return left.ContainsKey(id) ? null : id;
    }

    private static string Excerpt(SyntaxNode node)
    {
        var text = string.Join(' ', node.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= LongestExcerpt ? text : text[..LongestExcerpt] + " ...";
    }
}
