using Microsoft.ML.Nola.Runtime;

namespace Microsoft.ML.Nola.Tests.Runtime;

[TestClass]
public sealed class SharedInstancesTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly RecordingFreeing _freeing = new();
    private int _made;

    [TestMethod]
    public void The_last_holder_disposes_a_value_without_a_grace_period()
    {
        SharedInstances<string, Treasure> shared = new();
        (Treasure value, ReleaseShare first) = shared.Acquire("a", Make);
        (Treasure same, ReleaseShare second) = shared.Acquire("a", Make);
        Assert.AreSame(value, same);
        first();
        Assert.AreEqual(0, value.Disposed);
        second();
        Assert.AreEqual(1, value.Disposed);
        Assert.AreNotSame(value, shared.Acquire("a", Make).Value);
    }

    [TestMethod]
    public void Values_are_freed_by_way_of_what_was_given_and_a_finalizer_does_not_wait()
    {
        SharedInstances<string, Treasure> shared = new(_freeing);
        shared.Acquire("a", Make).Release();
        shared.Acquire("a", Make).Release(finalizing: true);
        CollectionAssert.AreEqual(new[] { "free", "post" }, _freeing.Calls);
    }

    [TestMethod]
    public void A_value_is_taken_again_within_its_grace_period()
    {
        SharedInstances<string, Treasure> shared = Create();
        (Treasure value, ReleaseShare release) = shared.Acquire("a", Make);
        release();
        _time.Advance(Grace - Moment);
        (Treasure again, ReleaseShare releaseAgain) = shared.Acquire("a", Make);
        Assert.AreSame(value, again);
        Assert.AreEqual(0, _time.Running);

        // Its old timer does it no harm, not even one that fires late.
        _time.Advance(Grace);
        _time.FireLate();
        Assert.AreEqual(0, value.Disposed);
        releaseAgain();
        _time.Advance(Grace - Moment);
        Assert.AreEqual(0, value.Disposed);
        _time.Advance(Moment);
        Assert.AreEqual(1, value.Disposed);
        CollectionAssert.AreEqual(new[] { "post" }, _freeing.Calls);
        Assert.AreNotSame(value, shared.Acquire("a", Make).Value);
        Assert.AreEqual(2, _made);
    }

    [TestMethod]
    public void Only_the_value_that_was_released_last_stays()
    {
        SharedInstances<string, Treasure> shared = Create();
        (Treasure a, ReleaseShare releaseA) = shared.Acquire("a", Make);
        (Treasure b, ReleaseShare releaseB) = shared.Acquire("b", Make);
        releaseA();
        Assert.AreEqual(0, a.Disposed);
        releaseB();
        Assert.AreEqual(1, a.Disposed);
        Assert.AreEqual(0, b.Disposed);
        Assert.AreEqual(1, _time.Running);
        Assert.AreSame(b, shared.Acquire("b", Make).Value);
        Assert.AreNotSame(a, shared.Acquire("a", Make).Value);
    }

    [TestMethod]
    public void A_value_that_could_not_be_made_leaves_nothing_behind()
    {
        SharedInstances<string, Treasure> shared = Create();
        Assert.ThrowsExactly<NolaException>(() => shared.Acquire("a", static () => throw new NolaException("x")));
        Assert.AreEqual(0, _time.Running);
        Assert.AreEqual("1", shared.Acquire("a", Make).Value.Name);
    }

    [TestMethod]
    public void Many_threads_share_and_free_each_value_once()
    {
        List<Treasure> made = [];
        SharedInstances<int, Treasure> shared = new(null, static () => TimeSpan.FromMilliseconds(1));
        Parallel.For(0, 20_000, i =>
        {
            (Treasure value, ReleaseShare release) = shared.Acquire(i % 3, () =>
            {
                Treasure treasure = new("x");
                lock (made)
                {
                    made.Add(treasure);
                }

                return treasure;
            });
            Assert.AreEqual(0, value.Disposed, "a value that is held");
            release();
        });
        Assert.IsTrue(SpinWait.SpinUntil(() => made.All(static treasure => treasure.Disposed == 1), TimeSpan.FromMinutes(1)));
    }

    private SharedInstances<string, Treasure> Create() => new(_freeing, static () => Grace, _time);

    private Treasure Make() => new((++_made).ToString(System.Globalization.CultureInfo.InvariantCulture));
}
