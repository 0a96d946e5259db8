using System.Diagnostics;
using System.Globalization;

namespace Nola.Bench.Comparisons;

/// <summary>A side of a comparison in a process of its own: the threads of one library would disturb those of the other.</summary>
internal static class SideProcess
{
    /// <summary>The program that runs graphs by ONNX Runtime.</summary>
    public static string OnnxRuntime => Peer("Nola.Bench.OnnxRuntime");

    /// <summary>The program that generates text by LLamaSharp.</summary>
    public static string LlamaSharp => Peer("Nola.Bench.LlamaSharp");

    /// <summary>Runs a side's process and returns what it wrote.</summary>
    public static string Start(string program, int threads, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    /// <summary>A peer was built beside this program.</summary>
    private static string Peer(string name)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, name, own.Name, name);
    }
}
