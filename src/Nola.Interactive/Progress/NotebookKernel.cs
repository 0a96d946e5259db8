namespace Microsoft.ML.Nola.Progress;

/// <summary>The kernel of a notebook. It brings the assembly that shows values; a plain program has none.</summary>
internal static class NotebookKernel
{
    private const string Formatter = "Microsoft.DotNet.Interactive.Formatting.Formatter, Microsoft.DotNet.Interactive.Formatting";

    public static bool IsPresent { get; } = Type.GetType(Formatter, throwOnError: false) is not null;
}
