using System.Diagnostics;
using Nola.Testing;

namespace Nola.PublicApi.Tests;

/// <summary>A program (test/NeighbourApp) that references Microsoft.ML.TorchSharp beside this library, and watches what is asked of the network.</summary>
[TestClass]
public sealed class NeighbourTests
{
    private static readonly TestProgram App = new("NeighbourApp");

    [TestMethod]
    public void The_stage_works_beside_trainers_of_Microsoft_and_touches_no_network()
    {
        using var folder = new TemporaryFolder();
        string backbone = TinyBackbone.Write(folder.File("backbone"));
        string[] lines = new TestProgram("NeighbourApp") { Starter = NoNetwork() }.Run("ours", backbone, folder.File("model.zip"));
        CollectionAssert.AreEqual(
            (string[])[
                "TextClassificationTrainer beside NolaTextClassificationTrainer",
                "names that mean two types: 0",
                "scores equal: True",
                "predictions: first second",
                "network: untouched",
            ],
            lines,
            string.Join('\n', lines));
    }

    /// <summary>Not this library's doing, but the README says so: Microsoft's package was compiled against an older TorchSharp.</summary>
    [TestMethod]
    public void Microsoft_s_own_trainer_fails_in_its_first_step_as_the_readme_says()
    {
        using var folder = new TemporaryFolder();
        string[] lines = App.Run("theirs", folder.Path);
        Assert.AreEqual("InvalidOperationException: Tensor invalid -- empty handle.", lines[0]);
        Assert.AreEqual("in a training step", lines[1]);
        Assert.Contains("Tensor invalid -- empty handle", File.ReadAllText(Path.Combine(Repository.Root, "README.md")));
    }

    [TestMethod]
    public void A_connection_is_seen_and_fails_where_there_is_no_network()
    {
        string[] lines = App.Run("connect");
        Assert.AreEqual("connected", lines[0]);
        Assert.Contains("System.Net.Sockets/ConnectStart", lines[1]);
        if (NoNetwork() is { Length: > 0 } starter)
        {
            Assert.AreEqual("not connected: NetworkUnreachable", new TestProgram("NeighbourApp") { Starter = starter }.Run("connect")[0]);
        }
    }

    /// <summary>
    /// The command that starts a program in a namespace without a network, where all sockets fail, those of native code included. Empty if the system
    /// does not have it or does not allow it.
    /// </summary>
    private static string[] NoNetwork()
    {
        string[] command = ["unshare", "--map-root-user", "--net"];
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(command[0], [.. command[1..], "true"]) { UseShellExecute = false, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0 ? command : [];
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return [];
        }
    }
}
