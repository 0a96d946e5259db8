using System.Diagnostics;

namespace Microsoft.ML.Nola.Tests.Checkpoints;

/// <summary>What every reader owes a bad file: a typed error that names file and cause, soon, without memory for what the file only claims.</summary>
internal static class Hostile
{
    private const long AllowedBytes = 64L << 20;

    /// <summary>Asserts that reading fails as it should. Reads twice, so that start-up costs are not counted.</summary>
    public static CorruptModelException IsRefused(string path, Action read)
    {
        Assert.ThrowsExactly<CorruptModelException>(read, path);
        CorruptModelException? fault = null;
        Measure(path, () => fault = Assert.ThrowsExactly<CorruptModelException>(read, path));
        Assert.AreEqual(path, fault!.Path);
        StringAssert.Contains(fault.Message, path, StringComparison.Ordinal);
        Assert.IsGreaterThan(path.Length + 25, fault.Message.Length, $"'{fault.Message}' gives no cause.");
        return fault;
    }

    /// <summary>Asserts that reading works, within the same bounds.</summary>
    public static void IsAccepted(string path, Action read)
    {
        read();
        Measure(path, read);
    }

    /// <summary>Asserts the bounds only, for what a reader may take or leave.</summary>
    public static void IsTakenOrRefused(string path, Action read) => Measure(path, () =>
    {
        try
        {
            read();
        }
        catch (CorruptModelException)
        {
            // One of the two outcomes that are allowed.
        }
    });

    private static void Measure(string path, Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        action();
        Assert.IsLessThan(1.0, Stopwatch.GetElapsedTime(start).TotalSeconds, path);
        Assert.IsLessThan(AllowedBytes, GC.GetAllocatedBytesForCurrentThread() - before, path);
    }
}
