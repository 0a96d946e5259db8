using System.Reflection;

namespace Microsoft.ML.Nola.Interop;

/// <summary>Checks once that the libraries beside this one are versions it was written for.</summary>
internal static class Compatibility
{
    private const string Together = "Microsoft.ML [5.0.1,5.1.0) and TorchSharp [0.107.0,0.108.0) go together with this version of Nola.MLNet";

    private static readonly Version TorchSharpFrom = new(0, 107);
    private static readonly Version TorchSharpBelow = new(0, 108);

    private static readonly Lazy<string?> Fault = new(FindFault);

    /// <summary>Called at every entry point that a user can reach first. Nothing in it may touch an internal of ML.NET other than by reflection.</summary>
    /// <exception cref="NolaCompatibilityException">A library is another version than this one was written for.</exception>
    public static void Check()
    {
        if (Fault.Value is string fault)
        {
            throw new NolaCompatibilityException(fault);
        }
    }

    /// <summary>The message for a set of missing names and a version of TorchSharp; null if all is well.</summary>
    internal static string? Describe(IReadOnlyList<string> missing, string mlVersion, Version? torchSharp)
    {
        if (missing.Count > 0)
        {
            return $"Microsoft.ML {mlVersion} lacks {string.Join(", ", missing)}. {Together}.";
        }

        return torchSharp is null || torchSharp < TorchSharpFrom || torchSharp >= TorchSharpBelow
            ? $"TorchSharp is {torchSharp?.ToString() ?? "absent"}. {Together}."
            : null;
    }

    private static string? FindFault()
    {
        string mlVersion = typeof(MLContext).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "of unknown version";
        return Describe(MLNetInternals.FindMissing(), mlVersion, TorchSharpVersion());
    }

    private static Version? TorchSharpVersion()
    {
        try
        {
            return Assembly.Load("TorchSharp").GetName().Version;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
