using TorchSharp;

namespace Microsoft.ML.Nola.Runtime;

/// <summary>Loads the native torch library once, and turns a failure to do so into one sentence with cause and fix.</summary>
internal static class TorchRuntime
{
    private static readonly Lazy<NolaCompatibilityException?> Failure = new(static () => TorchGate.Shared.RunHere(TryLoad));

    /// <summary>Whether the native library is loaded, or has failed to.</summary>
    public static bool IsLoaded => Failure.IsValueCreated;

    /// <summary>Loads the native library if it is not loaded yet.</summary>
    /// <exception cref="NolaCompatibilityException">It cannot be loaded.</exception>
    public static void EnsureLoaded()
    {
        if (Failure.Value is { } failure)
        {
            throw new NolaCompatibilityException(failure.Message, failure.InnerException);
        }
    }

    /// <summary>The device to compute on: the CUDA device if one is asked for and available, else the CPU if that is allowed.</summary>
    public static torch.Device ChooseDevice(int? gpuDeviceId, bool fallbackToCpu)
    {
        EnsureLoaded();
        if (gpuDeviceId is not { } id)
        {
            return torch.CPU;
        }

        if (id >= 0 && torch.cuda.is_available() && id < torch.cuda.device_count())
        {
            return torch.device(DeviceType.CUDA, id);
        }

        return fallbackToCpu
            ? torch.CPU
            : throw new NolaCompatibilityException(
                $"GpuDeviceId is {id} but torch finds no such CUDA device, and FallbackToCpu is false. Build the application with "
                + "-p:TorchBackend=cuda-windows or cuda-linux, or set FallbackToCpu.");
    }

    /// <summary>What a user should know who asked for a CUDA device and got another; null if there is nothing to say.</summary>
    public static string? DescribeFallback(int? gpuDeviceId, torch.Device device) =>
        gpuDeviceId is { } id && device.type == DeviceType.CPU
            ? $"GpuDeviceId is {id} but torch finds no such CUDA device: computing on the CPU, as FallbackToCpu allows"
            : null;

    private static NolaCompatibilityException? TryLoad()
    {
        try
        {
            OpenMPVariables.Apply();
            NativeTorch.Load();
            TorchThreads.NoteStart();
            using torch.Tensor probe = torch.zeros(1);
            return null;
        }
        catch (NolaCompatibilityException exception)
        {
            return exception;
        }
        catch (Exception exception) when (exception is TypeInitializationException or DllNotFoundException or NotSupportedException
            or EntryPointNotFoundException or BadImageFormatException or FileNotFoundException)
        {
            return new NolaCompatibilityException(
                $"The native torch library is loaded but does not work with TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)}: "
                + exception.GetBaseException().Message,
                exception);
        }
    }
}
