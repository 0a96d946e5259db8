namespace Microsoft.ML.Nola.Runtime;

/// <summary>Says in one sentence why the native library of torch could not be loaded, and what to do.</summary>
internal static class NativeTorchFault
{
    private const string Beginning = "The native torch library cannot be loaded";

    private const string OldStandardLibrary = Beginning + " because this system's libstdc++ is older than GCC 13's (GLIBCXX_3.4.32): "
        + "install libstdc++6 of Debian 13, Ubuntu 24.04, Fedora 39 or later, e.g. 'apt-get install -t trixie libstdc++6' on Debian 12.";

    /// <summary>Goes with the TorchSharp that is referenced: eng/TorchVersions.props has both, and a test compares.</summary>
    private const string LibTorchVersion = "2.10.0";

    private static readonly string[] Packages = ["libtorch-cpu-linux-x64", "libtorch-cpu-win-x64", "libtorch-cpu-win-arm64", "libtorch-cpu-osx-arm64"];

    /// <summary>Finds the reason.</summary>
    /// <param name="platform">The runtime identifier of this process.</param>
    /// <param name="folders">The folders in which .NET looks.</param>
    /// <param name="load">Loads a file: null, or the loader's sentence.</param>
    public static string Describe(string platform, IEnumerable<string> folders, Func<string, string?> load)
    {
        string[] searched = [.. folders];
        string package = "libtorch-cpu-" + platform;
        if (Find(NativeTorch.Torch, platform, searched) is not { } library)
        {
            return DescribeMissing(platform, package);
        }

        if (OnWindows(platform) && VisualCppRuntime.FindMissing(platform, searched, load) is { Count: > 0 } missing)
        {
            return $"{Beginning} because Windows lacks {string.Join(", ", missing)} of the Visual C++ runtime. {VisualCppRuntime.Advice(platform)}.";
        }

        if (load(library) is { } sentence)
        {
            return DescribeUnloadable(library, sentence, platform, package);
        }

        return Find(NativeTorch.Bindings, platform, searched) is not { } bindings
            ? $"{Beginning}: '{library}' is there, but {FileName(NativeTorch.Bindings, platform)} is not, which comes with the package TorchSharp. Build or "
                + "publish the application again, and copy its output as a whole."
            : DescribeUnloadable(bindings, load(bindings) ?? "it was loaded at the second try", platform, package);
    }

    /// <summary>What is said instead of loading libtorch where that would end the process.</summary>
    /// <param name="platform">The runtime identifier of this process.</param>
    /// <param name="cause">What would end it.</param>
    public static string DescribeTooOld(string platform, string cause) => $"{Beginning}: {cause}. {VisualCppRuntime.Advice(platform)}.";

    private static bool OnWindows(string platform) => platform.StartsWith("win", StringComparison.Ordinal);

    private static string DescribeMissing(string platform, string package) => Packages.Contains(package)
        ? $"{Beginning}: {FileName(NativeTorch.Torch, platform)} is not beside the application. Run '{AddPackage(platform, package)}' in the application's "
            + "project; the libraries leave the choice of torch to the application."
        : $"{Beginning}: there is no libtorch package for {platform}. Run the application on linux-x64 (with glibc), win-x64, win-arm64 or osx-arm64.";

    /// <summary>The command for the package that serves every platform but one; it needs the version of TorchSharp that the libraries were built with.</summary>
    private static string AddPackage(string platform, string package) => platform == "win-arm64"
        ? $"dotnet add package {package} --version {LibTorchVersion}"
        : $"dotnet add package TorchSharp-cpu --version {typeof(TorchSharp.torch).Assembly.GetName().Version?.ToString(3)}";

    private static string DescribeUnloadable(string library, string sentence, string platform, string package)
    {
        if (sentence.Contains("GLIBCXX", StringComparison.Ordinal))
        {
            return OldStandardLibrary;
        }

        string advice = OnWindows(platform) ? $"{VisualCppRuntime.Advice(platform)}. See also that all files of the package " : "See that all files of the package ";
        return $"{Beginning}: '{library}' is there, but the system's loader says: {sentence.TrimEnd('.')}. {advice}{package} lie unharmed beside it: build or "
            + "publish the application again, and copy its output as a whole.";
    }

    private static string? Find(string name, string platform, string[] folders)
        => folders.Select(folder => Path.Combine(folder, FileName(name, platform))).FirstOrDefault(File.Exists);

    private static string FileName(string name, string platform) =>
        OnWindows(platform) ? name + ".dll"
        : platform.StartsWith("osx", StringComparison.Ordinal) ? $"lib{name}.dylib"
        : $"lib{name}.so";
}
