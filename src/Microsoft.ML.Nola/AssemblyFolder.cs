using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Microsoft.ML.Nola;

/// <summary>The folder that an assembly was loaded from.</summary>
internal static class AssemblyFolder
{
    /// <summary>The folder, or null for an assembly without one: it was loaded from memory, or lies in a single-file application.</summary>
    /// <param name="assembly">The assembly.</param>
    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Null says that there is none; the callers look beside the application as well.")]
    public static string? Of(Assembly assembly) => string.IsNullOrEmpty(assembly.Location) ? null : Path.GetDirectoryName(assembly.Location);
}
