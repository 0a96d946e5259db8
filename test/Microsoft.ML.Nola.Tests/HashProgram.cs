using System.Diagnostics;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests;

/// <summary>Runs test/PlatformHashes in a process of its own, with one of .NET's switches set.</summary>
internal static class HashProgram
{
    /// <summary>The program's lines by their names.</summary>
    /// <param name="groups">Which groups of checks, separated by spaces.</param>
    /// <param name="variable">The switch, or none. What this process inherited of the switches is taken away.</param>
    /// <param name="value">Its value.</param>
    public static async Task<Dictionary<string, string>> RunAsync(string groups, string? variable = null, string? value = null)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;
        string program = Path.Combine(Repository.Root, "artifacts", "bin", "PlatformHashes", configuration, "PlatformHashes.dll");
        ProcessStartInfo start = new("dotnet", [program, Repository.Root, .. groups.Split(' ')])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(IsSwitch).ToArray())
        {
            start.Environment.Remove(name);
        }

        if (variable is not null)
        {
            start.Environment[variable] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.AreEqual(0, process.ExitCode, await errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(' ', 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);
    }

    private static bool IsSwitch(string name) =>
        name.StartsWith("DOTNET_Enable", StringComparison.OrdinalIgnoreCase) || name is "DOTNET_PROCESSOR_COUNT" or "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";
}
