using System.Runtime.InteropServices;

namespace Microsoft.ML.Nola.Runtime;

/// <summary>
/// The environment variables of OpenMP, which torch's threads follow. On Linux its library reads them when it is loaded, from the process's native
/// environment, which .NET's <see cref="Environment.SetEnvironmentVariable(string, string)"/> does not reach.
/// </summary>
internal static partial class OpenMPVariables
{
    private const string Spins = "GOMP_SPINCOUNT";
    private const string WaitPolicy = "OMP_WAIT_POLICY";
    private static readonly string[] Threads = ["OMP_NUM_THREADS", "MKL_NUM_THREADS"];

    /// <summary>
    /// How often a torch thread looks for work before it sleeps. By default that is 300,000 times, some milliseconds: beside another busy process the threads
    /// then spend their share of the processors on waiting for each other, and a fit takes several times as long. With 3,000 a thread still meets the next
    /// part of a forward pass awake, so an idle machine is as fast; with 10,000 it is not better, and beside a busy process worse (bench/results/busy.csv).
    /// </summary>
    private const string DefaultSpins = "3000";

    /// <summary>Whether the user chose a number of threads.</summary>
    public static bool SetThreads { get; } = Threads.Any(IsSet);

    /// <summary>Whether torch's threads soon sleep if there is no work for them, so that they share processors with others. Known once torch is loaded.</summary>
    public static bool SleepsSoon { get; private set; }

    /// <summary>Sets what the user left open. Takes effect if torch is not loaded yet.</summary>
    public static void Apply()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // What the program set by way of .NET is handed on, and what stands in the native environment stays.
        foreach (string name in (ReadOnlySpan<string>)[.. Threads, Spins, WaitPolicy])
        {
            if (IsSet(name))
            {
                _ = SetVariable(name, Environment.GetEnvironmentVariable(name)!, overwrite: 0);
            }
        }

        if (!IsSet(Spins) && !IsSet(WaitPolicy))
        {
            SleepsSoon = SetVariable(Spins, DefaultSpins, overwrite: 0) == 0;
        }
    }

    private static bool IsSet(string name) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name));

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
