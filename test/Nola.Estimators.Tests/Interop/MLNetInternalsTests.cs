using Microsoft.ML.Nola.Interop;

namespace Nola.Estimators.Tests.Interop;

[TestClass]
public sealed class MLNetInternalsTests
{
    [TestMethod]
    public void Every_internal_member_in_the_list_exists() => Assert.AreEqual("", string.Join(", ", MLNetInternals.FindMissing()));

    [TestMethod]
    public void The_list_names_every_internal_member_that_the_compiled_assembly_refers_to()
    {
        string[] used = [.. InternalReferences.Find(typeof(MLNetInternals).Assembly.Location, MLNetInternals.Assemblies)];
        Assert.IsNotEmpty(used);
        Assert.AreEqual("", string.Join(", ", used.Except(MLNetInternals.Names)), "used and not in MLNetInternals");
    }

    [TestMethod]
    public void The_versions_here_go_together() => Compatibility.Check();

    [TestMethod]
    public void What_does_not_go_together_is_said()
    {
        Assert.AreEqual(
            "Microsoft.ML 6.0.0 lacks A, B:C. Microsoft.ML [5.0.1,5.1.0) and TorchSharp [0.107.0,0.108.0) go together with this version of Nola.MLNet.",
            Compatibility.Describe(["A", "B:C"], "6.0.0", new Version(0, 107)));
        Assert.AreEqual(
            "TorchSharp is 0.102.7. Microsoft.ML [5.0.1,5.1.0) and TorchSharp [0.107.0,0.108.0) go together with this version of Nola.MLNet.",
            Compatibility.Describe([], "5.0.1", new Version(0, 102, 7)));
        Assert.IsNotNull(Compatibility.Describe([], "5.0.1", new Version(0, 108)));
        Assert.IsNotNull(Compatibility.Describe([], "5.0.1", null));
        Assert.IsNull(Compatibility.Describe([], "5.0.1", new Version(0, 107, 3)));
    }
}
