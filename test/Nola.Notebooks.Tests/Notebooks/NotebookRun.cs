using System.Reflection;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace Nola.Notebooks.Tests.Notebooks;

/// <summary>Runs the cells of a notebook as C# scripts, one after another, against the assemblies of this program.</summary>
internal sealed class NotebookRun
{
    /// <summary>Those of the C# kernel of dotnet-interactive.</summary>
    private static readonly string[] Imports =
        ["System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Linq", "System.Threading.Tasks"];

    private static readonly ScriptOptions Options = ScriptOptions.Default
        .WithReferences(((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(IsManaged))
        .WithImports(Imports);

    private readonly NotebookGlobals _globals = new();

    /// <summary>What was displayed or was the value of a cell, as HTML.</summary>
    public IReadOnlyList<string> Displayed => _globals.Displayed;

    /// <summary>Runs a notebook and returns the lines that it printed. A cell that fails is named.</summary>
    public async Task<string[]> RunAsync(NotebookFile notebook)
    {
        TextWriter console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            ScriptState<object>? state = null;
            foreach (NotebookCell cell in notebook.Cells)
            {
                state = await RunAsync(notebook.Name, cell, state);
                if (state.ReturnValue is { } value)
                {
                    _globals.display(value);
                }
            }
        }
        finally
        {
            Console.SetOut(console);
        }

        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private async Task<ScriptState<object>> RunAsync(string notebook, NotebookCell cell, ScriptState<object>? state)
    {
        string code = NotebookFile.WithoutDirectives(cell.Code);
        try
        {
            return state is null ? await CSharpScript.RunAsync(code, Options, _globals) : await state.ContinueWithAsync(code, Options);
        }
        catch (Exception exception)
        {
            throw new AssertFailedException($"{notebook}, cell {cell.Number}: {exception.Message}\n{code}", exception);
        }
    }

    /// <summary>The list of assemblies holds nothing else here, but a reference that is no assembly fails far from its cause.</summary>
    private static bool IsManaged(string path)
    {
        try
        {
            AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
