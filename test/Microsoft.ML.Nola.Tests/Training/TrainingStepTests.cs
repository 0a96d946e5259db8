using Microsoft.ML.Nola.Tests.Adapters;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Training;

[TestClass]
public sealed class TrainingStepTests
{
    [TestMethod]
    [DataRow(0.0, 0.1)]
    [DataRow(0.1, 0.0)]
    public void Coefficients_and_head_have_rates_of_their_own(double rate, double headRate)
    {
        using var guard = new TensorGuard();
        using var tiny = new TinyModel(new AdapterConfig());
        tiny.Model.Head.Values.Fill(0.1f);
        var adapter = new FlatTrainable(tiny.Factors.Factorization, tiny.Factors.Factors, weightDecay: 0, seed: 0);
        var classifier = new FlatTrainable(tiny.Model.Head, weightDecay: 0);
        var step = new TrainingStep(adapter, classifier, maxNorm: 1);
        float[] coefficients = adapter.CopyValues();
        float[] head = classifier.CopyValues();

        step.Accumulate(
            () => torch.nn.functional.linear(tiny.Model.Features(TinyModel.Batch), tiny.Model.Head.Leaves[0], tiny.Model.Head.Leaves[1]).pow(3).sum(),
            targets: 2);
        step.Apply(rate, headRate);

        Assert.AreEqual(rate == 0, coefficients.AsSpan().SequenceEqual(adapter.Values), "coefficients stay");
        Assert.AreEqual(headRate == 0, head.AsSpan().SequenceEqual(classifier.Values), "head stays");
        CollectionAssert.AreEqual(classifier.CopyValues(), tiny.Model.Head.Values.ToArray(), "the leaves have the new values");
    }
}
