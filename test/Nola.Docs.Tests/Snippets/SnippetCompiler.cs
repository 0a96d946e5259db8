using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Nola.Docs.Tests.Markdown;
using Nola.Testing;

namespace Nola.Docs.Tests.Snippets;

/// <summary>Compiles snippets against what this test was built with.</summary>
internal static class SnippetCompiler
{
    private const string Place = "/* snippet */";

    private static readonly string[] Usings =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    private static readonly string[] WebUsings =
    [
        "System.Net.Http.Json", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing",
        "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ];

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>What is wrong with a snippet, one line a fault; nothing if it compiles.</summary>
    public static IReadOnlyList<string> FindFaults(Snippet snippet)
    {
        if (snippet.IsProgram)
        {
            return FindFaults(CreateProgram(snippet));
        }

        IReadOnlyList<string>[] tries = [.. ContextsOf(snippet).Select(context => FindFaults(CreateFragment(snippet.Block, context)))];
        return tries.FirstOrDefault(static faults => faults.Count == 0) ?? tries[0];
    }

    /// <summary>The compiled program.</summary>
    public static byte[] Emit(Snippet snippet)
    {
        using var stream = new MemoryStream();
        Assert.IsTrue(CreateProgram(snippet).Emit(stream).Success, snippet.Block.Place);
        return stream.ToArray();
    }

    private static string[] ContextsOf(Snippet snippet) => snippet.Context is { } context ? [context] : ["statements", "options"];

    private static IReadOnlyList<string> FindFaults(CSharpCompilation compilation) =>
    [
        .. compilation.GetDiagnostics()
            .Where(static fault => fault.Severity == DiagnosticSeverity.Error || fault.Id is "CS0618" or "CS0612" || fault.Id.StartsWith("CS86", StringComparison.Ordinal))
            .Select(static fault => fault.ToString()),
    ];

    private static CSharpCompilation CreateProgram(Snippet snippet)
    {
        var parts = new List<CompilationUnitSyntax>();
        for (Snippet? part = snippet; part is not null; part = part.Before is null ? null : Snippet.Named(snippet.Block.Page, part.Before))
        {
            parts.Insert(0, SyntaxFactory.ParseCompilationUnit(part.Block.Code));
        }

        // Top-level statements stand before types, whichever part they come from.
        CompilationUnitSyntax whole = SyntaxFactory.CompilationUnit()
            .WithUsings([.. parts.SelectMany(static part => part.Usings).DistinctBy(static directive => directive.ToString())])
            .WithMembers([.. parts.SelectMany(static part => part.Members).OrderBy(static member => member is GlobalStatementSyntax ? 0 : 1)]);
        return Compile(whole.NormalizeWhitespace().ToFullString(), snippet.IsWeb, OutputKind.ConsoleApplication);
    }

    private static CSharpCompilation CreateFragment(CodeBlock block, string context)
    {
        string frame = File.ReadAllText(Path.Combine(Repository.Root, "test", "Nola.Docs.Tests", "Contexts", context + ".txt"));
        string[] lines = block.Code.Split('\n');
        IEnumerable<string> usings = lines.Where(IsUsing);
        string body = string.Join('\n', lines.Where(static line => !IsUsing(line)));
        return Compile(
            string.Join('\n', usings) + '\n' + frame.Replace(Place, body, StringComparison.Ordinal), isWeb: true, OutputKind.DynamicallyLinkedLibrary);
    }

    private static bool IsUsing(string line) =>
        line.StartsWith("using ", StringComparison.Ordinal) && line.TrimEnd().EndsWith(';') && !line.Contains('=', StringComparison.Ordinal);

    private static CSharpCompilation Compile(string code, bool isWeb, OutputKind kind)
    {
        string global = string.Concat(Usings.Concat(isWeb ? WebUsings : []).Select(static name => $"global using {name};\n"));
        var options = new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable);
        return CSharpCompilation.Create(
            "Snippet",
            ImmutableArray.Create(global, code).Select(static text => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest))),
            References,
            options);
    }
}
