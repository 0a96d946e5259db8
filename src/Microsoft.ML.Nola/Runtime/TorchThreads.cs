using TorchSharp;

namespace Microsoft.ML.Nola.Runtime;

/// <summary>
/// How many torch threads the calls of a thread use. Torch keeps a count for each thread, and gives a thread that comes to it for the first time the count that
/// any thread set last. So code that sets one for its own thread alone must put that back, or threads of the application would find it.
/// </summary>
internal static class TorchThreads
{
    private static readonly Lock Setting = new();
    private static readonly Lazy<int> Start = new(ReadStart);

    /// <summary>The count of the calling thread.</summary>
    public static int Own
    {
        get
        {
            lock (Setting)
            {
                return torch.get_num_threads();
            }
        }
    }

    /// <summary>Notes the count that torch starts with, as soon as torch is loaded.</summary>
    public static void NoteStart() => _ = Start.Value;

    /// <summary>
    /// The count for work that is done for the calling thread: its own. Torch starts with all processors of the machine, also in a container that may use one
    /// of them for half of the time; so a count that nobody chose is no more than the processors that .NET counts, which knows of quotas.
    /// </summary>
    public static int ForCaller()
    {
        TorchRuntime.EnsureLoaded();
        return Limit(Own, Start.Value, OpenMPVariables.SetThreads, Environment.ProcessorCount);
    }

    /// <inheritdoc cref="ForCaller"/>
    /// <param name="own">The calling thread's count.</param>
    /// <param name="start">The count that torch started with.</param>
    /// <param name="chosen">Whether the user chose a count by a variable.</param>
    /// <param name="processors">The processors that .NET counts.</param>
    public static int Limit(int own, int start, bool chosen, int processors) => chosen || own != start ? own : Math.Min(own, processors);

    /// <summary>Sets the count of the calling thread and of no other.</summary>
    public static void SetOwn(int count)
    {
        lock (Setting)
        {
            if (torch.get_num_threads() == count)
            {
                return;
            }

            int standard = 0;
            OnNewThread(() => standard = torch.get_num_threads());
            torch.set_num_threads(count);
            OnNewThread(() => torch.set_num_threads(standard));
        }
    }

    private static int ReadStart()
    {
        int start = 0;
        lock (Setting)
        {
            OnNewThread(() => start = torch.get_num_threads());
        }

        return start;
    }

    private static void OnNewThread(Action action)
    {
        var thread = new Thread(() => action());
        thread.UnsafeStart();
        thread.Join();
    }
}
