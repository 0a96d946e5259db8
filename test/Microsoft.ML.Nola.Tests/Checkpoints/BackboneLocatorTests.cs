using System.Reflection;
using System.Runtime.Loader;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints;

[TestClass]
public sealed class BackboneLocatorTests
{
    private static readonly string Minilm = Path.Combine(Repository.Root, "models", "minilm");

    [TestMethod]
    public void The_default_identity_and_files_are_those_of_the_shipped_folder()
    {
        Assert.AreEqual(BackboneLocator.DefaultIdentity, BackboneIdentity.Compute(Minilm));
        CollectionAssert.AreEquivalent(BackboneLocator.DefaultFiles.ToArray(), BackboneIdentity.HashFiles(Minilm).ToArray());
    }

    [TestMethod]
    public void A_backbone_folder_or_the_parent_of_some_is_searched()
    {
        Assert.AreEqual(Minilm, BackboneLocator.Find(BackboneReference.Default, [Minilm]));
        Assert.AreEqual(Minilm, BackboneLocator.Find(BackboneReference.Default, [Path.GetDirectoryName(Minilm)!]));
        Assert.AreEqual(Minilm, BackboneLocator.Find(BackboneReference.FromFolder(Minilm + Path.DirectorySeparatorChar), []));
    }

    [TestMethod]
    public void A_missing_backbone_says_where_it_was_looked_for()
    {
        using var folder = new TemporaryFolder();
        BackboneNotFoundException exception = Assert.ThrowsExactly<BackboneNotFoundException>(
            () => BackboneLocator.Find(BackboneReference.FromIdentity(new string('0', 64)), [folder.Path]));
        Assert.AreEqual(new string('0', 64), exception.Identity);
        Assert.AreEqual(folder.Path, exception.SearchedLocations[0]);
        Assert.Contains(folder.Path, exception.Message);
        Assert.Contains(BackboneLocator.EnvironmentVariable, exception.Message);
        Assert.DoesNotContain("dotnet add package", exception.Message);
    }

    /// <summary>These tests have no backbone beside them.</summary>
    [TestMethod]
    public void The_default_backbone_is_told_with_its_package()
    {
        BackboneNotFoundException exception = Assert.ThrowsExactly<BackboneNotFoundException>(() => BackboneLocator.Find(BackboneReference.Default, []));
        Assert.Contains("Run 'dotnet add package Nola.Backbones.MiniLM' in the application's project, or", exception.Message);
        Assert.IsTrue(File.Exists(Path.Combine(Repository.Root, "src", "Nola.Backbones.MiniLM", "Nola.Backbones.MiniLM.csproj")));
        Assert.Contains(BackboneLocator.EnvironmentVariable, exception.Message);
    }

    [TestMethod]
    public void Places_beside_the_library_come_after_those_beside_the_application()
    {
        string application = Path.Combine(Path.GetTempPath(), "app");
        string plugin = Path.Combine(Path.GetTempPath(), "plugin");
        string models = Path.Combine(application, "models");
        CollectionAssert.AreEqual(new[] { models, application, Path.Combine(plugin, "models"), plugin }, BackboneLocator.ListOwnFolders(application, plugin));
        CollectionAssert.AreEqual(new[] { models, application }, BackboneLocator.ListOwnFolders(application + Path.DirectorySeparatorChar, application));
        CollectionAssert.AreEqual(new[] { models, application }, BackboneLocator.ListOwnFolders(application, string.Empty));
    }

    /// <summary>In a notebook nothing is copied beside the application: each package lies in its own folder of the cache.</summary>
    [TestMethod]
    public void A_library_in_the_package_cache_looks_into_the_backbones_package_of_its_version()
    {
        string packages = Path.Combine(Path.GetTempPath(), "packages");
        string library = Path.Combine(packages, "nola.engine", "1.2.3", "lib", "net10.0");
        string[] places = BackboneLocator.ListOwnFolders(Path.GetTempPath(), library + Path.DirectorySeparatorChar);
        Assert.AreEqual(Path.Combine(packages, "nola.backbones.minilm", "1.2.3", "models"), places[^1]);
        Assert.DoesNotContain("nola.backbones.minilm", string.Join('\n', BackboneLocator.ListOwnFolders(packages, Path.Combine(packages, "bin", "net10.0"))));
    }

    /// <summary>A plugin has the library, and a backbone in models/ beside it, in a folder of its own.</summary>
    [TestMethod]
    public void A_library_in_a_load_context_of_its_own_finds_what_lies_beside_it()
    {
        using var folder = new TemporaryFolder();
        string backbone = TinyBackbone.Write(folder.File("models/tiny"), seed: 701);
        byte[] image = File.ReadAllBytes(typeof(BackboneLocator).Assembly.Location);
        string copy = folder.File("Microsoft.ML.Nola.dll");
        File.WriteAllBytes(copy, image);
        var context = new AssemblyLoadContext("plugin", isCollectible: true);
        try
        {
            Assembly assembly = context.LoadFromAssemblyPath(copy);
            Assert.AreEqual(backbone, Find(assembly, BackboneIdentity.Compute(backbone)));
            Assert.AreNotSame(typeof(BackboneLocator).Assembly, assembly);
        }
        finally
        {
            context.Unload();
        }
    }

    private static string? Find(Assembly assembly, string identity)
    {
        Type referenceType = assembly.GetType(typeof(BackboneReference).FullName!, throwOnError: true)!;
        const BindingFlags Any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        object reference = referenceType.GetMethod(nameof(BackboneReference.FromIdentity), Any)!.Invoke(null, [identity, null])!;
        return (string?)assembly.GetType(typeof(BackboneLocator).FullName!, throwOnError: true)!
            .GetMethod(nameof(BackboneLocator.Find), Any)!.Invoke(null, [reference, Array.Empty<string>()]);
    }
}
