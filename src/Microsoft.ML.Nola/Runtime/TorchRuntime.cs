using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Microsoft.ML.Nola.Runtime;

/// <summary>Loads the native torch library once, and turns a failure to do so into one sentence with cause and fix.</summary>
internal static class TorchRuntime
{
    private static readonly Lazy<Exception?> Failure = new(TryLoad);

    /// <summary>Throws <see cref="NolaCompatibilityException"/> where the native library cannot be loaded.</summary>
    public static void EnsureLoaded()
    {
        if (Failure.Value is { } cause)
        {
            throw new NolaCompatibilityException(Describe(cause), cause);
        }
    }

    /// <summary>The device to compute on: the CUDA device where one is asked for and there, else the CPU where that is allowed.</summary>
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

    /// <summary>What to tell a user who asked for a CUDA device and got another; null where there is nothing to tell.</summary>
    public static string? DescribeFallback(int? gpuDeviceId, torch.Device device) =>
        gpuDeviceId is { } id && device.type == DeviceType.CPU
            ? $"GpuDeviceId is {id} but torch finds no such CUDA device: computing on the CPU, as FallbackToCpu allows"
            : null;

    private static Exception? TryLoad()
    {
        try
        {
            ProbeQuietly();
            using torch.Tensor probe = torch.zeros(1);
            return null;
        }
        catch (Exception exception) when (exception is TypeInitializationException or DllNotFoundException or NotSupportedException
            or EntryPointNotFoundException or BadImageFormatException or FileNotFoundException)
        {
            return exception;
        }
    }

    /// <summary>
    /// Loads the libraries as TorchSharp will. Where that fails TorchSharp prints a page of probing paths before it throws, so it is not asked then, unless
    /// the package cache holds what its second way of loading, for scripts and notebooks, can use.
    /// </summary>
    private static void ProbeQuietly()
    {
        Assembly bindings = typeof(torch).Assembly;
        NativeLibrary.TryLoad("torch_cpu", bindings, searchPath: null, out _);
        try
        {
            NativeLibrary.Load("LibTorchSharp", bindings, searchPath: null);
        }
        catch (DllNotFoundException exception) when (!exception.Message.Contains("GLIBCXX", StringComparison.Ordinal) && IsInPackageCache())
        {
            return;
        }
    }

    private static bool IsInPackageCache()
    {
        string folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Directory.Exists(folder) && Directory.EnumerateDirectories(folder, "libtorch-*").Any();
    }

    private static string Describe(Exception cause)
    {
        string all = cause.ToString();
        if (OperatingSystem.IsLinux() && (all.Contains("GLIBCXX", StringComparison.Ordinal) || !HasModernStandardLibrary()))
        {
            return "The native torch library cannot be loaded because this system's libstdc++ is older than GCC 13's (GLIBCXX_3.4.32): "
                + "install libstdc++6 of Debian 13, Ubuntu 24.04, Fedora 39 or later, e.g. 'apt-get install -t trixie libstdc++6' on Debian 12.";
        }

        string package = OperatingSystem.IsWindows() ? "libtorch-cpu-win-x64" : OperatingSystem.IsMacOS() ? "libtorch-cpu-osx-arm64" : "libtorch-cpu-linux-x64";
        return $"The native torch library cannot be loaded: add the package {package} 2.10.0 (or TorchSharp-cpu {typeof(torch).Assembly.GetName().Version?.ToString(3)}) "
            + "to the application's project; the libraries leave that choice to the application.";
    }

    private static bool HasModernStandardLibrary()
    {
        string[] folders = ["/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib"];
        string? library = folders.Select(folder => Path.Combine(folder, "libstdc++.so.6")).FirstOrDefault(File.Exists);
        return library is null || File.ReadAllBytes(library).AsSpan().IndexOf("GLIBCXX_3.4.32"u8) >= 0;
    }
}
