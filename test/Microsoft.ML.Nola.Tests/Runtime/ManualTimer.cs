namespace Microsoft.ML.Nola.Tests.Runtime;

/// <summary>A timer of <see cref="ManualTime"/>.</summary>
internal sealed class ManualTimer(TimerCallback callback, object? state, TimeSpan due) : ITimer
{
    private TimeSpan _left = due;

    public bool Runs { get; private set; } = true;

    public void Advance(TimeSpan time)
    {
        _left -= time;
        if (Runs && _left <= TimeSpan.Zero)
        {
            Runs = false;
            Fire();
        }
    }

    public void Fire() => callback(state);

    public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

    public void Dispose() => Runs = false;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
