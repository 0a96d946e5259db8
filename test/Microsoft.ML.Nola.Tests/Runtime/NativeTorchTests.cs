using Microsoft.ML.Nola.Runtime;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Runtime;

/// <summary>Programs whose native libraries are missing or damaged. TorchSharp would copy half a gigabyte beside them, or end the process.</summary>
[TestClass]
public sealed class NativeTorchTests
{
    private const string Native = "runtimes/linux-x64/native/";

    [TestMethod]
    public void A_whole_program_loads_torch() => Assert.AreEqual("loaded", Load(static _ => { }));

    /// <summary>As in a notebook: each package lies in a folder of its own, and .NET is told the path of each file for which it is asked.</summary>
    [TestMethod]
    public void Torch_in_another_folder_than_TorchSharps_half_is_loaded()
    {
        using TemporaryFolder packages = new();
        string message = Load(
            folder =>
            {
                foreach (string file in Directory.EnumerateFiles(folder).Where(static file => !file.EndsWith("libLibTorchSharp.so", StringComparison.Ordinal)))
                {
                    File.Move(file, packages.File(Path.GetFileName(file)));
                }
            },
            "load-from",
            packages.Path);
        Assert.AreEqual("loaded", message);
    }

    [TestMethod]
    public void A_program_without_torch_is_advised_of_the_package()
    {
        string message = Load(static folder => File.Delete(folder + "libtorch_cpu.so"));
        Assert.Contains("libtorch_cpu.so is not beside the application. Add the package libtorch-cpu-linux-x64", message);
    }

    [TestMethod]
    public void A_dependency_that_is_missing_is_named()
    {
        string message = Load(static folder => File.Delete(folder + "libgomp-98b21ff3.so.1"));
        Assert.Contains("libtorch_cpu.so' is there, but the system's loader says: libgomp-98b21ff3.so.1: cannot open shared object file", message);
        Assert.DoesNotContain("Add the package", message);
    }

    [TestMethod]
    public void An_empty_file_in_torchs_place_is_named()
    {
        string message = Load(static folder =>
        {
            File.Delete(folder + "libtorch_cpu.so");
            File.WriteAllBytes(folder + "libtorch_cpu.so", []);
        });
        Assert.Contains(Native + "libtorch_cpu.so: file too short", message);
    }

    [TestMethod]
    public void A_file_that_TorchSharps_half_misses_is_named()
        => Assert.Contains("loader says: libtorch.so: cannot open shared object file", Load(static folder => File.Delete(folder + "libtorch.so")));

    [TestMethod]
    public void A_program_without_TorchSharps_half_says_so()
        => Assert.Contains("libLibTorchSharp.so is not", Load(static folder => File.Delete(folder + "libLibTorchSharp.so")));

    [TestMethod]
    [DataRow("linux-arm64")]
    [DataRow("linux-musl-x64")]
    [DataRow("osx-x64")]
    public void A_platform_without_a_package_is_named(string platform)
        => Assert.Contains($"there is no libtorch package for {platform}", NativeTorchFault.Describe(platform, ["/none"], static _ => null));

    [TestMethod]
    [DataRow("linux-x64", "libtorch_cpu.so")]
    [DataRow("win-x64", "torch_cpu.dll")]
    [DataRow("osx-arm64", "libtorch_cpu.dylib")]
    public void A_platform_with_a_package_is_advised_of_its_own(string platform, string file)
        => Assert.Contains(
            $"{file} is not beside the application. Add the package libtorch-cpu-{platform} 2.10.0", NativeTorchFault.Describe(platform, [], static _ => null));

    [TestMethod]
    public void On_Windows_the_redistributable_is_named()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("torch_cpu.dll"), []);
        string message = NativeTorchFault.Describe("win-x64", [folder.Path], static _ => "The specified module could not be found. (0x8007007E)");
        Assert.Contains("torch_cpu.dll' is there", message);
        Assert.Contains("Visual C++ Redistributable", message);
    }

    [TestMethod]
    public void An_old_standard_library_is_recognised()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("libtorch_cpu.so"), []);
        string message = NativeTorchFault.Describe("linux-x64", [folder.Path], static _ => "version `GLIBCXX_3.4.32' not found");
        Assert.Contains("libstdc++ is older than GCC 13's", message);
    }

    /// <summary>Runs a copy of the program after a change to its native libraries, which are links.</summary>
    private static string Load(Action<string> change, params string[] arguments)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Inconclusive("Skipped: the files are those of Linux.");
        }

        using TemporaryFolder copy = new();
        string source = new TestProgram("TorchProbe").Folder;
        foreach (string file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, copy.File(Path.GetFileName(file)));
        }

        string natives = copy.File(Native);
        Directory.CreateDirectory(natives);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(source, Native)))
        {
            File.CreateSymbolicLink(Path.Combine(natives, Path.GetFileName(file)), file);
        }

        change(natives);
        string message = new TestProgram("TorchProbe") { Folder = copy.Path }.Run(arguments is [] ? ["load"] : arguments).Single();
        Assert.IsFalse(Directory.Exists(copy.File("cpu")), "TorchSharp's way for notebooks was taken");
        return message;
    }
}
