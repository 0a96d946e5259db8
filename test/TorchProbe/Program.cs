// Usage: TorchProbe load               prints "loaded", or why not
//        TorchProbe load-from FOLDER   the same, with .NET told of the libraries in a folder that it does not search
//        TorchProbe threads [COUNT]    prints torch's threads on the main thread, in work of the gate, and on the main thread afterwards, OpenMP's spins, and
//                                      whether its threads sleep soon;
//                                      COUNT is set on the main thread before
//        TorchProbe managed NAME VALUE sets a variable by way of .NET, loads torch, and prints the variable in the native environment
//        TorchProbe leave FOLDER       ends while other threads load the backbone in FOLDER
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Runtime;
using TorchProbe;
using TorchSharp;

if (args is ["load-from", string libraries])
{
    AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => NativeLibrary.TryLoad(Path.Combine(libraries, $"lib{name}.so"), out nint handle) ? handle : 0;
}

switch (args)
{
    case ["load"] or ["load-from", _]:
        try
        {
            TorchRuntime.EnsureLoaded();
            Console.WriteLine("loaded");
        }
        catch (NolaCompatibilityException exception)
        {
            Console.WriteLine(exception.Message);
        }

        return 0;
    case ["threads", .. string[] count]:
        TorchRuntime.EnsureLoaded();
        if (count is [string own])
        {
            torch.set_num_threads(int.Parse(own, CultureInfo.InvariantCulture));
        }

        Console.WriteLine($"before {torch.get_num_threads()}");
        Console.WriteLine($"gate {TorchGate.Shared.Run(torch.get_num_threads)}");
        Console.WriteLine($"after {torch.get_num_threads()}");
        Console.WriteLine($"spins {NativeEnvironment.Get("GOMP_SPINCOUNT")}");
        Console.WriteLine($"sleeps {OpenMPVariables.SleepsSoon}");
        return 0;
    case ["managed", string name, string value]:
        Environment.SetEnvironmentVariable(name, value);
        TorchRuntime.EnsureLoaded();
        Console.WriteLine(NativeEnvironment.Get(name));
        return 0;
    case ["leave", string folder]:
        Leave.WhileOthersLoad(folder);
        return 0;
    default:
        return 1;
}
