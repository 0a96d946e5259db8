using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Runtime;

[TestClass]
public sealed class ExitTests
{
    /// <summary>The program fails the test if it ends with anything but 0; a crash in libtorch is 139.</summary>
    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public void A_process_that_ends_while_others_load_a_backbone_ends_well()
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.IsEmpty(new TestProgram("TorchProbe").Run("leave", Path.Combine(Repository.Root, "models", "minilm")));
        }
    }
}
