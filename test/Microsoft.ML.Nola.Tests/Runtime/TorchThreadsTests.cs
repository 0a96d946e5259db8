using Microsoft.ML.Nola.Runtime;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Runtime;

/// <summary>In processes of their own: torch and OpenMP read their settings once.</summary>
[TestClass]
public sealed class TorchThreadsTests
{
    private static readonly string[] Cleared = ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "DOTNET_PROCESSOR_COUNT"];

    [TestMethod]
    [DataRow(2, 2, false, 4, 2)]
    [DataRow(8, 8, false, 2, 2)]
    [DataRow(8, 8, true, 2, 8)]
    [DataRow(3, 8, false, 2, 3)]
    [DataRow(1, 8, false, 2, 1)]
    public void A_count_that_nobody_chose_is_no_more_than_the_processors(int own, int start, bool chosen, int processors, int expected)
        => Assert.AreEqual(expected, TorchThreads.Limit(own, start, chosen, processors));

    [TestMethod]
    public void A_process_with_one_processor_works_on_one_torch_thread()
    {
        string[] lines = Run(("DOTNET_PROCESSOR_COUNT", "1"));
        Assert.AreEqual("gate 1", lines[1]);
        Assert.AreEqual(lines[0].Replace("before", "after", StringComparison.Ordinal), lines[2], "the caller's own count");
    }

    [TestMethod]
    [DataRow("OMP_NUM_THREADS")]
    [DataRow("MKL_NUM_THREADS")]
    public void A_count_that_the_user_chose_stays(string variable) => Assert.AreEqual("gate 2", Run(("DOTNET_PROCESSOR_COUNT", "1"), (variable, "2"))[1]);

    [TestMethod]
    public void A_count_that_the_caller_set_stays() => Assert.AreEqual("gate 3", Run(["3"], ("DOTNET_PROCESSOR_COUNT", "1"))[1]);

    [TestMethod]
    public void Threads_that_wait_sleep_soon_unless_the_user_chose_how_they_wait()
    {
        RequireLinux();
        string[] standard = Run();
        Assert.AreNotEqual("spins", standard[3].Trim());
        Assert.AreEqual("sleeps True", standard[4]);
        CollectionAssert.AreEqual(new[] { "spins 7", "sleeps False" }, Run(("GOMP_SPINCOUNT", "7"))[3..]);
        string[] active = Run(("OMP_WAIT_POLICY", "active"));
        Assert.AreEqual("spins", active[3].Trim());
        Assert.AreEqual("sleeps False", active[4]);
    }

    [TestMethod]
    [DataRow("OMP_WAIT_POLICY", "passive")]
    [DataRow("OMP_NUM_THREADS", "3")]
    public void What_a_program_sets_by_way_of_dotnet_reaches_torch(string variable, string value)
    {
        RequireLinux();
        Assert.AreEqual(value, Program().Run("managed", variable, value).Single());
    }

    private static void RequireLinux()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Inconclusive("Skipped: how OpenMP waits is set on Linux alone.");
        }
    }

    private static string[] Run(params (string Name, string Value)[] variables) => Run([], variables);

    private static string[] Run(string[] arguments, params (string Name, string Value)[] variables) => Program(variables).Run(["threads", .. arguments]);

    private static TestProgram Program(params (string Name, string Value)[] variables)
    {
        Dictionary<string, string> all = Cleared.ToDictionary(static name => name, static _ => string.Empty, StringComparer.Ordinal);
        foreach ((string name, string value) in variables)
        {
            all[name] = value;
        }

        return new TestProgram("TorchProbe") { Variables = all };
    }
}
