using TorchSharp;

namespace Microsoft.ML.Nola.Runtime;

/// <summary>
/// How many torch threads the calls of a thread use. Torch keeps a count for each thread, and gives a thread that comes to it for the first time the count that
/// any thread set last. So whoever sets one for himself alone must put that back, or threads of the application would find it.
/// </summary>
internal static class TorchThreads
{
    private static readonly Lock Setting = new();

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

    private static void OnNewThread(Action action)
    {
        var thread = new Thread(() => action());
        thread.UnsafeStart();
        thread.Join();
    }
}
