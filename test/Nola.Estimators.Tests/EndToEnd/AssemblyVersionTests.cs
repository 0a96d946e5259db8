using System.Buffers.Binary;
using System.IO.Compression;
using System.Reflection;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>
/// A zip names the assembly that reads a stage. With a version in that name .NET would refuse an assembly that is older than the one that wrote the zip,
/// so only the simple name is written, and a zip of any version is read by any other that knows its format.
/// </summary>
[TestClass]
public sealed class AssemblyVersionTests
{
    private const string Simple = "Nola.Estimators";
    private const string Stage = "TransformerChain/Transform_001/Model.key";

    // Where ML.NET's header of a main stream holds the ends of the stream and the place of the assembly's name.
    private const int Tail = 0x80;
    private const int End = 0x88;
    private const int NameStart = 0x90;
    private const int NameLength = 0x98;

    private static readonly string Golden = Path.Combine(Repository.Root, "test", "Golden");

    [TestMethod]
    public void A_stage_names_its_assembly_without_a_version()
    {
        using var fixture = new TinyFixture();
        using var model = fixture.Pipeline().Fit(fixture.Data(24));
        fixture.Context.Model.Save(model, fixture.Data(1).Schema, fixture.File("model.zip"));
        Assert.AreEqual(Simple, ReadName(ReadStage(fixture.File("model.zip"))));
    }

    [TestMethod]
    public void A_stage_that_names_an_older_assembly_is_read()
    {
        using var folder = new TemporaryFolder();
        CollectionAssert.AreEqual(Score(Path.Combine(Golden, "nola.zip")), Score(Rename(folder, "0.9.0.0")));
    }

    /// <summary>What would happen to every zip of a newer version, were the version in the name.</summary>
    [TestMethod]
    public void A_stage_that_names_a_newer_assembly_would_not_be_read()
    {
        using var folder = new TemporaryFolder();
        string zip = Rename(folder, "1.7.0.0");
        Exception exception = Assert.Throws<Exception>(() => Score(zip));
        Assert.Contains("Version=1.7.0.0", exception.ToString());
    }

    /// <summary>
    /// The version of the assembly stays, so that even an assembly bound by its full name is found by what was built against another release.
    /// </summary>
    [TestMethod]
    public void The_assembly_version_is_fixed()
    {
        foreach (Assembly assembly in (Assembly[])[typeof(NolaCatalog).Assembly, typeof(AdapterConfig).Assembly])
        {
            Assert.AreEqual(new Version(1, 0, 0, 0), assembly.GetName().Version);
        }
    }

    private static int[] Score(string zip)
    {
        MLContext context = new MLContext().SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { Path.Combine(Golden, "backbone") } });
        ITransformer model = context.Model.Load(zip, out _);
        return TinyFixture.ScoreBits(model.Transform(context.Data.LoadFromEnumerable(TinyFixture.Rows(9))));
    }

    /// <summary>A copy of the golden zip whose stage names another version of the assembly.</summary>
    private static string Rename(TemporaryFolder folder, string version)
    {
        string zip = folder.File("renamed.zip");
        File.Copy(Path.Combine(Golden, "nola.zip"), zip);
        string name = $"{Simple}, Version={version}, Culture=neutral, PublicKeyToken=null";
        byte[] main = WriteName(ReadStage(zip), name);
        Assert.AreEqual(name, ReadName(main));
        using ZipArchive archive = ZipFile.Open(zip, ZipArchiveMode.Update);
        ZipArchiveEntry entry = Find(archive);
        string path = entry.FullName;
        entry.Delete();
        using Stream stream = archive.CreateEntry(path).Open();
        stream.Write(main);
        return zip;
    }

    private static byte[] ReadStage(string zip)
    {
        using ZipArchive archive = ZipFile.OpenRead(zip);
        using var content = new MemoryStream();
        using Stream stream = Find(archive).Open();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static ZipArchiveEntry Find(ZipArchive archive) => archive.Entries.Single(entry => entry.FullName.Replace('\\', '/') == Stage);

    private static string ReadName(byte[] main) => Encoding.Unicode.GetString(main, Position(main, NameStart), BitConverter.ToInt32(main, NameLength));

    private static byte[] WriteName(byte[] main, string name)
    {
        int start = Position(main, NameStart);
        byte[] text = Encoding.Unicode.GetBytes(name);
        byte[] result = [.. main[..start], .. text, .. main[(start + BitConverter.ToInt32(main, NameLength))..]];
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(NameLength), text.Length);
        foreach (int field in (int[])[Tail, End])
        {
            BinaryPrimitives.WriteInt64LittleEndian(result.AsSpan(field), Position(main, field) + result.Length - main.Length);
        }

        return result;
    }

    private static int Position(byte[] main, int field) => (int)BinaryPrimitives.ReadInt64LittleEndian(main.AsSpan(field));
}
