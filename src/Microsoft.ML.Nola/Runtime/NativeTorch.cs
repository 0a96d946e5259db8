using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Microsoft.ML.Nola.Runtime;

/// <summary>Loads the native libraries of torch as TorchSharp will.</summary>
internal static class NativeTorch
{
    /// <summary>The library of torch itself, from a libtorch package.</summary>
    public const string Torch = "torch_cpu";

    /// <summary>What the bindings ask of torch besides: a library that only leads to the others.</summary>
    private const string TorchFront = "torch";

    /// <summary>The library of TorchSharp's native half, from the TorchSharp package.</summary>
    public const string Bindings = "LibTorchSharp";

    private static readonly Assembly TorchSharp = typeof(torch).Assembly;

    /// <summary>
    /// Loads the libraries. TorchSharp must not be asked if this fails: its second way of loading is for notebooks, and copies half a gigabyte out of the
    /// package cache into the application's folder, or ends the process since one half of torch is loaded from elsewhere. If this succeeds, so does its first
    /// way, which makes the same calls.
    /// </summary>
    /// <exception cref="NolaCompatibilityException">They are missing or cannot be loaded; the message says which, and what to do.</exception>
    public static void Load()
    {
        if (OperatingSystem.IsWindows() && VisualCppRuntime.FindTooOld([.. Folders(), Environment.SystemDirectory], VisualCppRuntime.VersionOf) is { } tooOld)
        {
            throw new NolaCompatibilityException(NativeTorchFault.DescribeTooOld(RuntimeInformation.RuntimeIdentifier, tooOld));
        }

        TryLoad(Torch);
        if (LoadBindings() is { } cause)
        {
            throw new NolaCompatibilityException(NativeTorchFault.Describe(RuntimeInformation.RuntimeIdentifier, Folders(), TryLoadFile), cause);
        }
    }

    /// <summary>The address of a function that torch's own library exports; 0 if it has none of that name.</summary>
    public static nint FindExport(string name) =>
        NativeLibrary.TryLoad(Torch, TorchSharp, searchPath: null, out nint library) && NativeLibrary.TryGetExport(library, name, out nint address) ? address : 0;

    /// <summary>
    /// In a notebook each package stays in a folder of its own, and .NET is given the files one by one. The system's loader, which knows nothing of that, finds
    /// what the bindings lead to only if it is loaded already.
    /// </summary>
    private static Exception? LoadBindings()
    {
        Exception? cause = TryLoad(Bindings);
        return cause is not null && TryLoad(TorchFront) is null ? TryLoad(Bindings) : cause;
    }

    private static Exception? TryLoad(string name) => Try(() => NativeLibrary.Load(name, TorchSharp, searchPath: null));

    /// <summary>Loads a file, and returns the loader's own sentence if that fails.</summary>
    private static string? TryLoadFile(string path)
    {
        // On Unix .NET puts advice about tools before what the loader says.
        string[]? lines = Try(() => NativeLibrary.Load(path))?.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines is null ? null : lines[Math.Min(1, lines.Length - 1)];
    }

    private static Exception? Try(Func<nint> load)
    {
        try
        {
            load();
            return null;
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException or FileLoadException)
        {
            return exception;
        }
    }

    /// <summary>The folders in which .NET looks for them: the application's, the assembly's, and those of the application's deps.json.</summary>
    private static IEnumerable<string> Folders()
    {
        string?[] roots = [AppContext.BaseDirectory, AssemblyFolder.Of(TorchSharp)];
        string listed = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? string.Empty;
        return roots.OfType<string>().Where(static root => root.Length > 0)
            .SelectMany(static root => (string[])[root, Path.Combine(root, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")])
            .Concat(listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.Ordinal);
    }
}
