using System.Runtime.InteropServices;
using Microsoft.ML.Nola.Checkpoints;

namespace PlatformHashes;

/// <summary>What the program prints: a line a check. The lines of two platforms can be compared.</summary>
internal sealed class Report
{
    public int ExitCode { get; private set; }

    public void Say(string name, object value) => Console.Out.Write($"{name} {value}\n");

    /// <summary>A check that other platforms must repeat to the last bit.</summary>
    public void Hash<T>(string name, List<T> values)
        where T : unmanaged => Say(name, HashManifest.Hash(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values))));

    /// <summary>A check whose answer is known from elsewhere. What is wrong goes to the other stream, so that the lines stay comparable.</summary>
    public void Known(string name, int count, IReadOnlyCollection<string> wrong)
    {
        Say(name, $"{count - wrong.Count} of {count}");
        if (wrong.Count > 0 || count == 0)
        {
            Console.Error.WriteLine($"{name}: {wrong.Count} of {count} known answers were missed: {string.Join("; ", wrong.Take(3))}");
            ExitCode = 1;
        }
    }
}
