using System.Globalization;

namespace Nola.Bench.Serving;

/// <summary>What the kernel of Linux says of this process's memory.</summary>
internal static class ProcessMemory
{
    /// <summary>A figure in megabytes.</summary>
    /// <param name="file">The file of /proc/self, such as status.</param>
    /// <param name="name">The figure's name in it, such as VmRSS.</param>
    public static double Read(string file, string name)
    {
        string line = File.ReadLines("/proc/self/" + file).First(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return double.Parse(line[(name.Length + 1)..].Replace("kB", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
