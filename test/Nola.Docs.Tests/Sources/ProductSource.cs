using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Nola.Testing;

namespace Nola.Docs.Tests.Sources;

/// <summary>What the two libraries say when something is wrong, read from their source.</summary>
internal static class ProductSource
{
    private static readonly CompilationUnitSyntax[] Files =
    [
        .. new[] { "Microsoft.ML.Nola", "Nola.Estimators" }
            .SelectMany(static project => Directory.GetFiles(Path.Combine(Repository.Root, "src", project), "*.cs", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .Select(static path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path).GetCompilationUnitRoot()),
    ];

    /// <summary>Gets every string that is written in the source, the longest whole of it.</summary>
    public static IReadOnlyList<string> Texts { get; } =
    [
        .. Files.SelectMany(static file => file.DescendantNodes().OfType<ExpressionSyntax>())
            .Where(static expression => SourceText.IsString(expression) && !(expression.Parent is ExpressionSyntax outer && SourceText.IsString(outer)))
            .Select(SourceText.Of),
    ];

    /// <summary>The messages with which exceptions of some types are made, with the place.</summary>
    /// <param name="types">The names of the types.</param>
    public static IEnumerable<(string Place, string Message)> MessagesOf(IReadOnlyCollection<string> types) =>
        from file in Files
        from creation in file.DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>()
        where types.Contains(TypeOf(creation), StringComparer.Ordinal)
        let message = creation.ArgumentList?.Arguments.Select(static argument => argument.Expression).FirstOrDefault(SourceText.IsString)
        where message is not null
        from text in SourceText.Alternatives(message)
        select (PlaceOf(creation), text);

    /// <summary>The texts with which a method is called, by its name.</summary>
    /// <param name="method">The method.</param>
    /// <param name="argument">Which argument is the text.</param>
    public static IEnumerable<(string Place, string Message)> ArgumentsOf(string method, int argument) =>
        from file in Files
        from call in file.DescendantNodes().OfType<InvocationExpressionSyntax>()
        where call.Expression.ToString() == method && call.ArgumentList.Arguments.Count > argument
        let expression = call.ArgumentList.Arguments[argument].Expression
        where SourceText.IsString(expression)
        from text in SourceText.Alternatives(expression)
        select (PlaceOf(call), text);

    /// <summary>The strings of a class, the longest whole of each.</summary>
    /// <param name="type">The class.</param>
    public static IEnumerable<(string Place, string Text)> TextsOf(string type) =>
        from file in Files
        from declared in file.DescendantNodes().OfType<TypeDeclarationSyntax>()
        where declared.Identifier.ValueText == type
        from expression in declared.DescendantNodes().OfType<ExpressionSyntax>()
        where SourceText.IsString(expression) && !(expression.Parent is ExpressionSyntax outer && SourceText.IsString(outer))
        from text in SourceText.Alternatives(expression)
        select (PlaceOf(expression), text);

    private static string TypeOf(BaseObjectCreationExpressionSyntax creation) => creation switch
    {
        ObjectCreationExpressionSyntax named => named.Type.ToString().TrimEnd('?'),
        _ when creation.Ancestors().OfType<MethodDeclarationSyntax>().FirstOrDefault() is { } method => method.ReturnType.ToString().TrimEnd('?'),
        _ => string.Empty,
    };

    private static string PlaceOf(SyntaxNode node)
    {
        FileLinePositionSpan span = node.GetLocation().GetLineSpan();
        return $"{Path.GetRelativePath(Repository.Root, span.Path).Replace('\\', '/')}:{span.StartLinePosition.Line + 1}";
    }
}
