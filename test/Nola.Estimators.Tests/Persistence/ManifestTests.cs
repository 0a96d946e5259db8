using System.Text;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Persistence;

namespace Nola.Estimators.Tests.Persistence;

[TestClass]
public sealed class ManifestTests
{
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [TestMethod]
    public void Names_are_sorted_and_hashes_are_those_of_the_contents()
    {
        var entries = new Dictionary<string, EntryContent> { ["b"] = EntryContent.Of([]), ["a/c.json"] = EntryContent.Of("abc"u8.ToArray()) };
        string text = Encoding.UTF8.GetString(Manifest.Write(entries));
        Assert.AreEqual($"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a/c.json\n{EmptyHash}  b\n", text);
        CollectionAssert.AreEqual(
            new[] { ("a/c.json", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), ("b", EmptyHash) },
            Manifest.Read(Encoding.UTF8.GetBytes(text), "zip").ToArray());
    }

    [TestMethod]
    [DataRow("nonsense")]
    [DataRow(EmptyHash)]
    [DataRow(EmptyHash + "  ")]
    [DataRow(EmptyHash + "  ../up")]
    [DataRow(EmptyHash + "  /root")]
    [DataRow(EmptyHash + "  manifest")]
    [DataRow(EmptyHash + "  .")]
    [DataRow(EmptyHash + "  a/")]
    [DataRow(EmptyHash + "  a//b")]
    [DataRow(EmptyHash + "  ./a")]
    [DataRow(EmptyHash + "  a/./b")]
    [DataRow(EmptyHash + "  a b")]
    [DataRow(EmptyHash + "  b\n" + EmptyHash + "  a")]
    [DataRow(EmptyHash + "  a\n" + EmptyHash + "  a")]
    public void A_line_that_we_would_not_write_is_refused(string text)
    {
        CorruptModelException exception = Assert.Throws<CorruptModelException>(() => Manifest.Read(Encoding.UTF8.GetBytes(text), "zip/manifest"));
        Assert.AreEqual("zip/manifest", exception.Path);
    }

    [TestMethod]
    public void Versions_of_a_later_library_are_named()
    {
        FormatVersion.Check(1, "zip");
        Assert.AreEqual(
            "'zip' is of format version 6; this version of Nola.MLNet reads up to 5. Update the package Nola.MLNet.",
            Assert.Throws<NolaCompatibilityException>(() => FormatVersion.Check(FormatVersion.Current + 1, "zip")).Message);
        Assert.Throws<CorruptModelException>(() => FormatVersion.Check(0, "zip"));
    }
}
