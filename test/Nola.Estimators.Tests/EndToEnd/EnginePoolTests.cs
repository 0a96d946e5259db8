using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>
/// Engines in an object pool, as Microsoft.Extensions.ML's PredictionEnginePool keeps them. More engines are made than the pool keeps, and those it does
/// not keep are disposed when they come back, and with them the transformer that all share.
/// </summary>
[TestClass]
public sealed class EnginePoolTests
{
    private const int Kept = 4;
    private const int Callers = 16;
    private const int Rounds = 5;

    [TestMethod]
    public void A_burst_of_callers_on_a_pool_gets_the_bits_of_an_engine_alone()
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(fixture.Keyed(24));
        Row[] rows = [.. TinyFixture.Rows(Callers)];
        int[][] alone = [.. rows.Select(row => EngineBits.Alone(fixture.Context, model, [row]))];
        var policy = new Policy(() => fixture.Context.Model.CreatePredictionEngine<Row, Scored>(model));
        ObjectPool<PredictionEngine<Row, Scored>> pool = new DefaultObjectPoolProvider { MaximumRetained = Kept }.Create(policy);
        using (pool as IDisposable)
        {
            // All hold an engine at once, so more are made than kept, and most are disposed on return: while others of the next round predict.
            using var together = new Barrier(Callers);
            EngineBits.OnThreads(Callers, caller =>
            {
                for (int round = 0; round < Rounds; round++)
                {
                    PredictionEngine<Row, Scored> engine = pool.Get();
                    if (round == 0)
                    {
                        Assert.IsTrue(together.SignalAndWait(TimeSpan.FromMinutes(1)));
                    }

                    int row = (caller + round) % rows.Length;
                    CollectionAssert.AreEqual(alone[row], EngineBits.Of(engine, rows[row]), $"caller {caller}, round {round}");
                    pool.Return(engine);
                }
            });
        }

        Assert.IsGreaterThanOrEqualTo(Callers, policy.Made);
        CollectionAssert.AreEqual(alone[0], EngineBits.Alone(fixture.Context, model, [rows[0]]), "the model serves after its pool is gone");
    }

    private sealed class Policy(Func<PredictionEngine<Row, Scored>> create) : PooledObjectPolicy<PredictionEngine<Row, Scored>>
    {
        private int _made;

        public int Made => _made;

        public override PredictionEngine<Row, Scored> Create()
        {
            Interlocked.Increment(ref _made);
            return create();
        }

        public override bool Return(PredictionEngine<Row, Scored> obj) => true;
    }
}
