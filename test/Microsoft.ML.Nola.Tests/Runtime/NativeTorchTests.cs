using System.Xml.Linq;
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
        Assert.Contains("libtorch_cpu.so is not beside the application. Run 'dotnet add package TorchSharp-cpu --version 0.107.0' in", message);
    }

    [TestMethod]
    public void A_dependency_that_is_missing_is_named()
    {
        string message = Load(static folder => File.Delete(folder + "libgomp-98b21ff3.so.1"));
        Assert.Contains("libtorch_cpu.so' is there, but the system's loader says: libgomp-98b21ff3.so.1: cannot open shared object file", message);
        Assert.DoesNotContain("dotnet add package", message);
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
    [DataRow("linux-x64", "libtorch_cpu.so", "TorchSharp-cpu", "TorchSharpVersion")]
    [DataRow("win-x64", "torch_cpu.dll", "TorchSharp-cpu", "TorchSharpVersion")]
    [DataRow("osx-arm64", "libtorch_cpu.dylib", "TorchSharp-cpu", "TorchSharpVersion")]
    [DataRow("win-arm64", "torch_cpu.dll", "libtorch-cpu-win-arm64", "LibTorchVersion")]
    public void A_platform_with_a_package_is_advised_of_it_in_the_version_that_fits(string platform, string file, string package, string property)
    {
        XDocument versions = XDocument.Load(Path.Combine(Repository.Root, "eng", "TorchVersions.props"));
        Assert.Contains(
            $"{file} is not beside the application. Run 'dotnet add package {package} --version {versions.Descendants(property).Single().Value}' in",
            NativeTorchFault.Describe(platform, [], static _ => null));
    }

    [TestMethod]
    public void On_Windows_the_redistributable_is_named()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("torch_cpu.dll"), []);
        string message = NativeTorchFault.Describe("win-x64", [folder.Path], static file => file.Contains("torch") ? "Module not found. (0x8007007E)" : null);
        Assert.Contains("torch_cpu.dll' is there", message);
        Assert.Contains("Microsoft Visual C++ 2015-2022 Redistributable (x64): 'winget install Microsoft.VCRedist.2015+.x64'", message);
        Assert.Contains("package libtorch-cpu-win-x64 lie unharmed", message);
    }

    [TestMethod]
    public void On_Windows_a_file_of_the_runtime_that_is_missing_is_named()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("torch_cpu.dll"), []);
        string message = NativeTorchFault.Describe("win-x64", [folder.Path], static file => file == "vcruntime140.dll" ? null : "Module not found.");
        Assert.Contains("because Windows lacks msvcp140.dll, vcruntime140_1.dll of the Visual C++ runtime. Install the Microsoft Visual C++", message);
        Assert.DoesNotContain("unharmed", message);
    }

    [TestMethod]
    public void On_Windows_a_runtime_beside_the_application_counts()
    {
        using TemporaryFolder folder = new();
        foreach (string file in (string[])["torch_cpu.dll", "msvcp140.dll", "vcruntime140.dll", "vcruntime140_1.dll"])
        {
            File.WriteAllBytes(folder.File(file), []);
        }

        Assert.DoesNotContain("lacks", NativeTorchFault.Describe("win-x64", [folder.Path], static _ => "Module not found."));
    }

    [TestMethod]
    public void On_ARM64_the_file_that_only_x64_has_is_not_missed()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("torch_cpu.dll"), []);
        string message = NativeTorchFault.Describe("win-arm64", [folder.Path], static _ => "Module not found.");
        Assert.Contains("lacks msvcp140.dll, vcruntime140.dll of", message);
        Assert.Contains("Redistributable (arm64)", message);
    }

    [TestMethod]
    public void A_runtime_that_would_end_the_process_is_found_where_Windows_looks_first()
    {
        using TemporaryFolder application = new();
        using TemporaryFolder system = new();
        File.WriteAllBytes(application.File("msvcp140.dll"), []);
        File.WriteAllBytes(system.File("msvcp140.dll"), []);
        string[] folders = [application.Path, system.Path];
        string? fault = VisualCppRuntime.FindTooOld(folders, file => new Version(14, file.StartsWith(application.Path, StringComparison.Ordinal) ? 29 : 44));
        Assert.IsNotNull(fault);
        Assert.Contains("msvcp140.dll' is version 14.29 of the Visual C++ runtime and libtorch needs 14.40 or later", fault);
        Assert.IsNull(VisualCppRuntime.FindTooOld(folders, static _ => new Version(14, 40)));
        Assert.IsNull(VisualCppRuntime.FindTooOld(folders, static _ => null));
        Assert.IsNull(VisualCppRuntime.FindTooOld([], static _ => new Version(14, 29)));
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
