namespace Microsoft.ML.Nola.Tests.Runtime;

/// <summary>Timers that fire when the test says so.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];

    public int Running => _timers.Count(static timer => timer.Runs);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(callback, state, dueTime);
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Lets time pass for all timers.</summary>
    public void Advance(TimeSpan time) => _timers.ToList().ForEach(timer => timer.Advance(time));

    /// <summary>Fires every timer there ever was, as one that fires while it is being disposed.</summary>
    public void FireLate() => _timers.ToList().ForEach(static timer => timer.Fire());
}
