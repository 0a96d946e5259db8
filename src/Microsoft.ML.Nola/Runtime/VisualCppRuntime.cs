using System.Diagnostics;

namespace Microsoft.ML.Nola.Runtime;

/// <summary>What libtorch's Windows libraries import of Microsoft's Visual C++ runtime, which Windows itself does not bring.</summary>
internal static class VisualCppRuntime
{
    private const string Locks = "msvcp140.dll";

    // The tables of imports of libtorch 2.10.0's libraries name these; vcruntime140_1.dll exists for x64 only.
    private static readonly string[] Files = [Locks, "vcruntime140.dll", "vcruntime140_1.dll"];

    // libtorch is built with a std::mutex that older runtimes take for an uninitialised one: they read from address 0 and the process ends without a word
    // (microsoft/STL issue 4730).
    private static readonly Version Oldest = new(14, 40);

    /// <summary>What to install.</summary>
    /// <param name="platform">The runtime identifier of this process, which begins with "win-".</param>
    public static string Advice(string platform)
    {
        string architecture = platform[4..];
        return $"Install the Microsoft Visual C++ 2015-2022 Redistributable ({architecture}): 'winget install Microsoft.VCRedist.2015+.{architecture}', or "
            + $"https://aka.ms/vs/17/release/vc_redist.{architecture}.exe";
    }

    /// <summary>Finds the files that neither the application nor Windows has.</summary>
    /// <param name="platform">The runtime identifier of this process.</param>
    /// <param name="folders">The application's folders.</param>
    /// <param name="load">Loads a file by name: null, or the loader's sentence.</param>
    public static IReadOnlyList<string> FindMissing(string platform, IReadOnlyList<string> folders, Func<string, string?> load) =>
    [
        .. Files.Where(file => file != "vcruntime140_1.dll" || platform == "win-x64")
            .Where(file => !folders.Any(folder => File.Exists(Path.Combine(folder, file))) && load(file) is not null),
    ];

    /// <summary>Finds the file that would end the process as soon as libtorch is loaded.</summary>
    /// <param name="folders">The folders in which Windows looks, in its order.</param>
    /// <param name="version">The version of a file, or null if it does not say.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? FindTooOld(IEnumerable<string> folders, Func<string, Version?> version)
        => folders.Select(static folder => Path.Combine(folder, Locks)).FirstOrDefault(File.Exists) is { } file
            && version(file) is { } found && found < Oldest
                ? $"'{file}' is version {found} of the Visual C++ runtime and libtorch needs {Oldest} or later"
                : null;

    /// <summary>The version that a file of Windows says it has.</summary>
    public static Version? VersionOf(string file)
    {
        var said = FileVersionInfo.GetVersionInfo(file);
        return said.FileMajorPart == 0 ? null : new Version(said.FileMajorPart, said.FileMinorPart);
    }
}
