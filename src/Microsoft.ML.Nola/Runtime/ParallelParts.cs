using System.Runtime.ExceptionServices;

namespace Microsoft.ML.Nola.Runtime;

/// <summary>Does parts of managed work on several threads at once: the caller's, and idle ones of the thread pool.</summary>
internal static unsafe class ParallelParts
{
    /// <summary>A part of the work.</summary>
    /// <param name="index">Which part.</param>
    /// <param name="source">All that is read.</param>
    /// <param name="target">All that is written; two parts never write the same numbers.</param>
    public delegate void Part(int index, ReadOnlySpan<float> source, Span<float> target);

    /// <summary>Does all parts, and throws what the first of those throws that fail.</summary>
    /// <param name="count">How many parts there are.</param>
    /// <param name="threads">The most threads that take part; with one the parts are done in order.</param>
    /// <param name="source">What is read.</param>
    /// <param name="target">What is written.</param>
    /// <param name="part">Does a part.</param>
    public static void Run(int count, int threads, ReadOnlySpan<float> source, Span<float> target, Part part)
    {
        if (threads <= 1 || count <= 1)
        {
            for (int i = 0; i < count; i++)
            {
                part(i, source, target);
            }

            return;
        }

        (int sourceLength, int targetLength) = (source.Length, target.Length);
        fixed (float* from = source, to = target)
        {
            (nint read, nint written) = ((nint)from, (nint)to);
            try
            {
                Parallel.For(
                    0,
                    count,
                    new ParallelOptions { MaxDegreeOfParallelism = threads },
                    i => part(i, new ReadOnlySpan<float>((float*)read, sourceLength), new Span<float>((float*)written, targetLength)));
            }
            catch (AggregateException exception)
            {
                ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
            }
        }
    }
}
