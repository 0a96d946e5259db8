using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints;

[TestClass]
public sealed class BackboneLocatorTests
{
    [TestMethod]
    public void DefaultIdentity_IsThatOfTheShippedFolder()
        => Assert.AreEqual(BackboneLocator.DefaultIdentity, BackboneIdentity.Compute(Path.Combine(Repository.Root, "models", "minilm")));

    [TestMethod]
    public void Find_TakesABackboneFolderOrTheParentOfSome()
    {
        string models = Path.Combine(Repository.Root, "models");
        string minilm = Path.Combine(models, "minilm");
        Assert.AreEqual(minilm, BackboneLocator.Find(BackboneReference.Default, [minilm]));
        Assert.AreEqual(minilm, BackboneLocator.Find(BackboneReference.Default, [models]));
    }

    [TestMethod]
    public void Find_SaysWhereItLooked()
    {
        using var folder = new TemporaryFolder();
        BackboneNotFoundException exception = Assert.ThrowsExactly<BackboneNotFoundException>(
            () => BackboneLocator.Find(BackboneReference.FromIdentity(new string('0', 64)), [folder.Path]));
        Assert.AreEqual(new string('0', 64), exception.Identity);
        Assert.AreEqual(folder.Path, exception.SearchedLocations[0]);
        Assert.Contains(folder.Path, exception.Message);
    }
}
