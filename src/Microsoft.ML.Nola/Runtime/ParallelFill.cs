using System.Runtime.ExceptionServices;

namespace Microsoft.ML.Nola.Runtime;

/// <summary>Fills memory by several threads at once, a part each: to read a backbone is to convert numbers, which one thread does slower than a disk gives them.</summary>
internal static unsafe class ParallelFill
{
    /// <summary>The numbers of a part: enough to be worth a hand-over.</summary>
    public const int PartLength = 1 << 18;

    /// <summary>Fills memory.</summary>
    /// <param name="fill">Fills a part; called by several threads, for parts that begin at multiples of <see cref="PartLength"/> after the first element.</param>
    /// <param name="first">The first element.</param>
    /// <param name="values">The memory.</param>
    public static void Run(TensorMemory.SliceFill fill, long first, Span<float> values)
    {
        if (values.Length <= PartLength)
        {
            fill(first, values);
            return;
        }

        int length = values.Length;
        fixed (float* start = values)
        {
            nint memory = (nint)start;
            try
            {
                Parallel.For(0, (length + PartLength - 1) / PartLength, part =>
                {
                    int offset = part * PartLength;
                    fill(first + offset, new Span<float>((float*)memory + offset, Math.Min(PartLength, length - offset)));
                });
            }
            catch (AggregateException exception)
            {
                ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
            }
        }
    }
}
