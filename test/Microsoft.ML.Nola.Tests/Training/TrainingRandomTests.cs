using Microsoft.ML.Nola.Adapters.Methods;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Training;

[TestClass]
public sealed class TrainingRandomTests
{
    [TestMethod]
    public void The_dropout_of_a_row_does_not_depend_on_its_batch()
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        var site = new AdapterSite(3, "a", "a", 10, 4, SiteRole.MlpIn);
        float[] Mask(int[] rows, int epoch, int at)
        {
            var dropout = new TrainingDropout(0.4, seed: 5);
            dropout.Begin(epoch, rows, new OneSequenceRows());
            float[] all = TensorMemory.ToSingles(dropout.Apply(site, torch.ones(rows.Length * 6, 10)));
            return all[(at * 60)..((at + 1) * 60)];
        }

        CollectionAssert.AreEqual(Mask([7], 1, 0), Mask([2, 9, 7], 1, 2));
        CollectionAssert.AreNotEqual(Mask([7], 1, 0), Mask([7], 2, 0));
        CollectionAssert.AreNotEqual(Mask([7], 1, 0), Mask([8], 1, 0));
        Assert.AreEqual(0.6, Mask([7], 1, 0).Count(static value => value > 0) / 60.0, 0.2);
        Assert.IsTrue(Mask([7], 1, 0).All(static value => value == 0 || Math.Abs(value - (1 / 0.6)) < 1e-6));
    }

    [TestMethod]
    public void A_shuffle_is_a_permutation_that_depends_on_seed_and_epoch()
    {
        int[] order = TrainingRandom.Shuffle(1, 1, 1000);
        CollectionAssert.AreEqual(order, TrainingRandom.Shuffle(1, 1, 1000));
        CollectionAssert.AreNotEqual(order, TrainingRandom.Shuffle(1, 2, 1000));
        CollectionAssert.AreNotEqual(order, TrainingRandom.Shuffle(2, 1, 1000));
        CollectionAssert.AreEqual(Enumerable.Range(0, 1000).ToArray(), order.Order().ToArray());
    }

    [TestMethod]
    [DataRow(770, 16, 11)]
    [DataRow(2000, 16, 4)]
    [DataRow(20, 16, 20)]
    [DataRow(100_000, 16, 3)]
    public void The_epochs_are_the_fewest_that_give_five_hundred_steps(int rows, int batch, int expected)
        => Assert.AreEqual(expected, TrainingPlan.Resolve(new NolaTrainingOptions { BatchSize = batch }, Method.Of(AdaptationMethod.Nola), 0, rows, 0).Epochs);

    private sealed class OneSequenceRows : IBatchSource
    {
        public int Count => 10;

        public int LengthOf(int row) => 6;

        public ModelInput ToBatch(ReadOnlySpan<int> rows) => throw new NotSupportedException();
    }
}
