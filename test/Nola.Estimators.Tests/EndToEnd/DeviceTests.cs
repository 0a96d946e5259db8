using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;
using TorchSharp;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>MLContext.GpuDeviceId and FallbackToCpu, on a machine without a GPU.</summary>
[TestClass]
public sealed class DeviceTests
{
    private const string Fault = "GpuDeviceId is 0 but torch finds no such CUDA device, and FallbackToCpu is false. Build the application with "
        + "-p:TorchBackend=cuda-windows or cuda-linux, or set FallbackToCpu.";

    private const string Warned = "Warning GpuDeviceId is 0 but torch finds no such CUDA device: computing on the CPU, as FallbackToCpu allows";

    [TestInitialize]
    public void NeedsNoGpu()
    {
        if (torch.cuda.is_available())
        {
            Assert.Inconclusive("Skipped: this machine has a GPU.");
        }
    }

    [TestMethod]
    public void With_the_fallback_the_cpu_serves_and_the_log_says_so()
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        int[] bits = Fit(fixture, out _);
        fixture.Context.GpuDeviceId = 0;
        fixture.Context.FallbackToCpu = true;
        CollectionAssert.AreEqual(bits, Fit(fixture, out FitLog log));
        Assert.AreEqual(Warned, log.Lines[0]);
        Assert.AreEqual(Warned, log.Lines[^1], "the fitted stage says it too, once, when it scores");
        Assert.AreEqual(2, log.Lines.Count(static line => line == Warned));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    public void Without_it_a_fit_says_what_to_do(int device)
    {
        using var fixture = new TinyFixture();
        fixture.Context.GpuDeviceId = device;
        fixture.Context.FallbackToCpu = false;
        IDataView data = fixture.Keyed(24);
        NolaCompatibilityException exception = Assert.Throws<NolaCompatibilityException>(() => fixture.Trainer().Fit(data));
        Assert.AreEqual("NolaTextClassification: " + Fault.Replace(" 0 ", $" {device} ", StringComparison.Ordinal), exception.Message);
    }

    [TestMethod]
    public void Without_it_a_loaded_model_says_so_at_first_use()
    {
        using var fixture = new TinyFixture();
        Fit(fixture, out _);
        var context = new MLContext { GpuDeviceId = 0, FallbackToCpu = false };
        context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { fixture.BackboneFolder } });
        ITransformer loaded = context.Model.Load(fixture.File("model.zip"), out _);
        IDataView scored = loaded.Transform(fixture.Data(3));
        Assert.AreEqual(Fault, Assert.Throws<NolaCompatibilityException>(() => scored.GetColumn<uint>("PredictedLabel").ToArray()).Message);

        context = new MLContext { GpuDeviceId = 0, FallbackToCpu = true };
        context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { fixture.BackboneFolder } });
        loaded = context.Model.Load(fixture.File("model.zip"), out _);
        var log = new FitLog(context);
        Assert.HasCount(3, loaded.Transform(fixture.Data(3)).GetColumn<uint>("PredictedLabel").ToArray());
        Assert.AreEqual(Warned, log.Text);
        loaded.GetNolaTransformers()[0].Dispose();
    }

    private static int[] Fit(TinyFixture fixture, out FitLog log)
    {
        log = new FitLog(fixture.Context);
        using var model = fixture.Pipeline().Fit(fixture.Data(24));
        fixture.Context.Model.Save(model, fixture.Data(1).Schema, fixture.File("model.zip"));
        return TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
    }
}
