using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Backbones;

namespace TorchProbe;

/// <summary>Returns from Main in the middle of what others do.</summary>
internal static class Leave
{
    private const int Threads = 3;

    public static void WhileOthersLoad(string folder)
    {
        using var begun = new CountdownEvent(Threads);
        for (int i = 0; i < Threads; i++)
        {
            new Thread(() =>
            {
                for (bool first = true; true; first = false)
                {
                    // The last to leave frees it, so it is loaded again and again.
                    using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(folder));
                    if (first)
                    {
                        begun.Signal();
                    }
                }
            }) { IsBackground = true }.Start();
        }

        begun.Wait();
    }
}
