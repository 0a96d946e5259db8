using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>What a program set before it calls this library is respected, and is unchanged afterwards.</summary>
[TestClass]
public sealed class EnvironmentTests
{
    [TestMethod]
    public void Nothing_that_a_program_has_set_is_changed()
    {
        using var guard = new TensorGuard();
        Exercise();
    }

    /// <summary>One torch thread, double precision, no gradients, a culture with a decimal comma, and a dispose scope around it all.</summary>
    [TestMethod]
    public void Nor_what_it_has_set_to_something_unusual()
    {
        using var guard = new TensorGuard();
        (int threads, torch.ScalarType type, CultureInfo culture) = (torch.get_num_threads(), torch.get_default_dtype(), CultureInfo.CurrentCulture);
        try
        {
            torch.set_num_threads(1);
            torch.set_default_dtype(torch.float64);
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
            using var mode = torch.no_grad();
            using DisposeScope scope = torch.NewDisposeScope();
            torch.Tensor own = torch.zeros(1);
            Exercise();
            Assert.AreEqual(1, scope.DisposablesCount, "a tensor of this library is in the user's scope");
            Assert.IsFalse(own.IsInvalid);
        }
        finally
        {
            torch.set_num_threads(threads);
            torch.set_default_dtype(type);
            CultureInfo.CurrentCulture = culture;
        }
    }

    /// <summary>What lives longer than a call does not live in the scope that was open when it was made.</summary>
    [TestMethod]
    public void A_model_outlives_the_dispose_scope_that_it_was_made_in()
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        NolaTextClassificationTransformer model;
        int[] bits;
        using (torch.NewDisposeScope())
        {
            model = fixture.Trainer().Fit(fixture.Keyed(24));
            bits = TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
        }

        CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(model.Transform(fixture.Data(9))));
        model.Dispose();
        using (torch.NewDisposeScope())
        {
            CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(model.Transform(fixture.Data(9))));
        }

        CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(model.Transform(fixture.Data(9))), "bound anew inside a scope");
        model.Dispose();
    }

    [TestMethod]
    public void The_stage_s_own_seed_goes_before_the_context_s()
    {
        int[] Fit(int? contextSeed, int? ownSeed)
        {
            using var fixture = new TinyFixture(contextSeed);
            NolaTextClassificationOptions options = fixture.Options();
            options.Adapter.Dropout = 0.1;
            options.Training.Seed = ownSeed;
            using var model = fixture.Pipeline(options).Fit(fixture.Data(24));
            Assert.AreEqual(ownSeed ?? contextSeed ?? 0, model.GetNolaTransformers()[0].Adapter.TrainingSeed);
            return TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
        }

        int[] one = Fit(1, null);
        CollectionAssert.AreEqual(one, Fit(1, null), "same seed");
        CollectionAssert.AreEqual(one, Fit(2, 1), "own seed");
        CollectionAssert.AreNotEqual(one, Fit(1, 2), "other own seed");
        CollectionAssert.AreNotEqual(one, Fit(2, null), "other seed");
    }

    /// <summary>Fit, Transform, Save, Load and Predict, with a look after each at what was set.</summary>
    private static void Exercise()
    {
        using var fixture = new TinyFixture();
        string before = TorchSettings.Snapshot();
        Assert.AreEqual(torch.get_num_threads(), TorchGate.Shared.Run(torch.get_num_threads));
        void Check(string after) => Assert.AreEqual(before, TorchSettings.Snapshot(), $"after {after}");

        NolaTextClassificationOptions options = fixture.Options();
        options.Adapter.Dropout = 0.1;
        options.ValidationSet = null;
        using var model = fixture.Pipeline(options).Fit(fixture.Data(24));
        Check("Fit");
        int[] bits = TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
        Check("Transform");
        fixture.Context.Model.Save(model, fixture.Data(1).Schema, fixture.File("model.zip"));
        Check("Save");
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { fixture.BackboneFolder } });
        ITransformer loaded = fixture.Context.Model.Load(fixture.File("model.zip"), out _);
        Check("Load");
        CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(loaded.Transform(fixture.Data(9))));
        using PredictionEngine<Row, Prediction> engine = fixture.Context.Model.CreatePredictionEngine<Row, Prediction>(loaded);
        engine.Predict(new Row { Text = "bace" });
        Check("Predict");
    }
}
