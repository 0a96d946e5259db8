using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Nola.Docs.Tests.Sources;

/// <summary>The text of a string expression as far as the source shows it.</summary>
internal static class SourceText
{
    /// <summary>What stands for a part that only the running program knows.</summary>
    public const char Hole = '\u2026';

    /// <summary>Literals and the literal parts of interpolations in order, with holes between what is not joined by <c>+</c>.</summary>
    public static string Of(ExpressionSyntax expression)
    {
        var text = new StringBuilder();
        Append(text, expression);
        return text.ToString();
    }

    /// <summary>Says whether an expression is a string that is written out in the source, at least in part.</summary>
    public static bool IsString(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.StringLiteralExpression),
        InterpolatedStringExpressionSyntax => true,
        ParenthesizedExpressionSyntax inner => IsString(inner.Expression),
        BinaryExpressionSyntax sum => sum.IsKind(SyntaxKind.AddExpression) && (IsString(sum.Left) || IsString(sum.Right)),
        ConditionalExpressionSyntax choice => IsString(choice.WhenTrue) || IsString(choice.WhenFalse),
        SwitchExpressionSyntax choice => choice.Arms.Any(static arm => IsString(arm.Expression)),
        InvocationExpressionSyntax call => call.Expression.ToString() is "string.Create" or "FormattableString.Invariant" or "string.Concat"
            && call.ArgumentList.Arguments.Any(static argument => IsString(argument.Expression)),
        _ => false,
    };

    /// <summary>The texts that an expression may give: one for each branch.</summary>
    public static IEnumerable<string> Alternatives(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax inner => Alternatives(inner.Expression),
        ConditionalExpressionSyntax or SwitchExpressionSyntax => Parts(expression).Where(IsString).SelectMany(Alternatives),
        _ => [Of(expression)],
    };

    private static void Append(StringBuilder text, ExpressionSyntax expression)
    {
        switch (expression)
        {
            case IdentifierNameSyntax name when ConstantOf(name) is { } value:
                Append(text, value);
                break;
            case LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression):
                text.Append(literal.Token.ValueText);
                break;
            case InterpolatedStringExpressionSyntax interpolated:
                Append(text, interpolated);
                break;
            case ParenthesizedExpressionSyntax inner:
                Append(text, inner.Expression);
                break;
            case BinaryExpressionSyntax sum when sum.IsKind(SyntaxKind.AddExpression):
                Append(text, sum.Left);
                Append(text, sum.Right);
                break;
            default:
                text.Append(Hole);
                foreach (ExpressionSyntax part in Parts(expression).Where(IsString))
                {
                    Append(text, part);
                    text.Append(Hole);
                }

                break;
        }
    }

    private static void Append(StringBuilder text, InterpolatedStringExpressionSyntax interpolated)
    {
        foreach (InterpolatedStringContentSyntax content in interpolated.Contents)
        {
            if (content is InterpolatedStringTextSyntax literal)
            {
                // Read by the compiler, which knows what stands for a quotation mark in each kind of string.
                text.Append(literal.TextToken.ValueText.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal));
            }
            else
            {
                Append(text, ((InterpolationSyntax)content).Expression);
            }
        }
    }

    /// <summary>What a name stands for, if it is a constant of the same file.</summary>
    private static ExpressionSyntax? ConstantOf(IdentifierNameSyntax name) => name.SyntaxTree.GetRoot().DescendantNodes().OfType<VariableDeclaratorSyntax>()
        .Where(variable => variable.Identifier.ValueText == name.Identifier.ValueText && variable.Parent?.Parent switch
        {
            FieldDeclarationSyntax field => field.Modifiers.Any(SyntaxKind.ConstKeyword),
            LocalDeclarationStatementSyntax local => local.IsConst,
            _ => false,
        })
        .Select(static variable => variable.Initializer?.Value)
        .FirstOrDefault(static value => value is not null && IsString(value));

    private static IEnumerable<ExpressionSyntax> Parts(ExpressionSyntax expression) => expression switch
    {
        ConditionalExpressionSyntax choice => [choice.WhenTrue, choice.WhenFalse],
        SwitchExpressionSyntax choice => choice.Arms.Select(static arm => arm.Expression),
        InvocationExpressionSyntax call => call.ArgumentList.Arguments.Select(static argument => argument.Expression),
        _ => [],
    };
}
