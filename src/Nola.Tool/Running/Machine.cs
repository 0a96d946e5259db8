using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Runtime;

namespace Nola.Tool.Running;

/// <summary>What the machine must have.</summary>
internal static class Machine
{
    /// <summary>Sees whether the native torch library can be loaded, before any other work is done.</summary>
    /// <exception cref="MachineFaultException">It cannot.</exception>
    public static void Check()
    {
        try
        {
            NativeTorch.Load();
        }
        catch (NolaCompatibilityException exception)
        {
            throw new MachineFaultException(exception.Message, exception);
        }
    }
}
