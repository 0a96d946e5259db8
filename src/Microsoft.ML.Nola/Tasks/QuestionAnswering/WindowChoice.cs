namespace Microsoft.ML.Nola.Tasks.QuestionAnswering;

/// <summary>Windows over tokens, one every so many tokens, the last one at the end; and for each token the window in which it has most on both sides.</summary>
/// <param name="count">The tokens.</param>
/// <param name="length">The tokens of a window.</param>
/// <param name="step">How many tokens a window begins after the one before it, at most its length.</param>
internal sealed class WindowChoice(int count, int length, int step)
{
    private int _start;

    /// <summary>Where the window of a token begins. Tokens are asked for in order; so are the windows that they get.</summary>
    public int For(int token)
    {
        for (int next = Next(_start); next > _start && next <= token && Room(next, token) > Room(_start, token); next = Next(_start))
        {
            _start = next;
        }

        return _start;
    }

    private int Next(int start) => Math.Min(start + step, Math.Max(0, count - length));

    /// <summary>How many tokens lie on the side that has fewer; below 0 outside the window.</summary>
    private int Room(int start, int token) => Math.Min(token - start, start + length - 1 - token);
}
