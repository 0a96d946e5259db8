using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Models.Images;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tasks;
using Microsoft.ML.Nola.Vision;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Models.Images;

/// <summary>Images of the next batch are decoded while the network computes.</summary>
[TestClass]
public sealed class ScoringAheadTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private static readonly int Spare = Environment.ProcessorCount + 1;

    [TestMethod]
    public void The_next_images_are_decoded_before_the_forward_of_these_ends()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using var decoding = new ManualResetEventSlim();
        bool waits = false;
        bool inTime = false;
        var gate = new HeldGate(Spare, () => inTime |= waits && decoding.Wait(Long));
        using BoundModel model = Bind(folder, gate);
        using var first = new RowsToScore(Rows(0, 3), firstRow: 0);
        using var next = new RowsToScore(Rows(3, 3, decoding.Set), firstRow: 3);
        waits = true;
        float[] ahead = model.Score(first, () => next).Values;
        waits = false;
        Assert.IsTrue(inTime, "the forward began, waited, and saw the next image being decoded");
        decoding.Reset();
        float[] made = model.Score(next).Values;
        Assert.IsFalse(decoding.IsSet, "nothing is decoded twice");
        CollectionAssert.AreEqual(Score(model, 0, 3), ahead);
        CollectionAssert.AreEqual(Score(model, 3, 3), made);
    }

    [TestMethod]
    public void A_bad_image_is_thrown_when_its_batch_is_asked_for_each_time()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BoundModel model = Bind(folder, new TorchGate(Spare));
        using var first = new RowsToScore(Rows(0, 2), firstRow: 0);
        using var next = new RowsToScore([.. Rows(2, 1), new ImageInput(ImageSource.FromBytes("no picture"u8.ToArray(), "a"), 3)], firstRow: 2);
        CollectionAssert.AreEqual(Score(model, 0, 2), model.Score(first, () => next).Values);
        for (int i = 0; i < 2; i++)
        {
            BadImageException fault = Assert.Throws<BadImageException>(() => model.Score(next));
            Assert.AreEqual(("a", 3L), (fault.Image, fault.Row));
        }
    }

    [TestMethod]
    public void A_forward_that_fails_is_thrown_and_the_next_rows_stay_made()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        bool fails = false;
        int decoded = 0;
        using BoundModel model = Bind(folder, new HeldGate(Spare, () => fails = fails ? throw new IOException("forward") : false));
        using var first = new RowsToScore(Rows(0, 2), firstRow: 0);
        using var next = new RowsToScore(Rows(2, 1, () => decoded++), firstRow: 2);
        fails = true;
        Assert.AreEqual("forward", Assert.Throws<IOException>(() => model.Score(first, () => next)).Message);
        int once = decoded;
        Assert.IsGreaterThan(0, once);
        fails = false;
        CollectionAssert.AreEqual(Score(model, 0, 2), model.Score(first, () => next).Values);
        CollectionAssert.AreEqual(Score(model, 2, 1), model.Score(next).Values);
        Assert.AreEqual(once, decoded);
    }

    [TestMethod]
    public void Nothing_is_read_ahead_on_one_processor()
    {
        using var folder = new TemporaryFolder();
        using BoundModel model = Bind(folder, new TorchGate(1));
        using var first = new RowsToScore(Rows(0, 2), firstRow: 0);
        model.Score(first, static () => throw new InvalidOperationException("read ahead"));
    }

    /// <summary>Torch's threads wait for each other: one of them without a processor holds up all, unless the others sleep and leave theirs.</summary>
    [TestMethod]
    [DataRow(1, 2, false, true)]
    [DataRow(1, 1, true, false)]
    [DataRow(2, 2, false, false)]
    [DataRow(2, 2, true, true)]
    [DataRow(3, 2, true, false)]
    [DataRow(4, 8, false, true)]
    public void A_caller_works_beside_torch_if_a_processor_is_left_or_shared(int threads, int processors, bool sleepsSoon, bool expected) =>
        Assert.AreEqual(expected, TorchGate.LeavesProcessor(threads, processors, sleepsSoon));

    private static BoundModel Bind(TemporaryFolder folder, TorchGate gate)
    {
        string backbone = TinyVisionBackbone.Write(folder.File("vit"));
        using FittedModel fitted = FeatureModel.Create(
            new FeatureModelSettings { Backbone = BackboneReference.FromFolder(backbone), Layout = new ImageLayout() },
            static width => new FeatureHead(width, normalizes: false));
        return new BoundModel(fitted.Adapter, fitted.State, fitted.Head, [backbone], gate);
    }

    private static float[] Score(BoundModel model, int from, int count)
    {
        using var rows = new RowsToScore(Rows(from, count), from);
        return model.Score(rows).Values;
    }

    private static IEnumerable<ImageInput> Rows(int from, int count, Action? onRead = null) => Enumerable.Range(from, count).Select(number =>
    {
        byte[] file = TinyPicture.Png(number);
        return new ImageInput(ImageSource.FromBytes(onRead is null ? file : new WatchedMemory(file, onRead).Memory, $"{number}"), number);
    });
}
