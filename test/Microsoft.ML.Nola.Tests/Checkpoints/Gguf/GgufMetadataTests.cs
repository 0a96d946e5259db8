using Microsoft.ML.Nola.Checkpoints.Gguf;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints.Gguf;

[TestClass]
public sealed class GgufMetadataTests
{
    private const string Name = "x.gguf";

    private static GgufMetadata Metadata { get; } = GgufFile.Parse(
        new GgufWriter()
            .Add("text", "h\u00E9llo").Add("long", new string('x', 100_000)).Add("u32", uint.MaxValue).AddRaw("i8", 1, [0xFE]).AddRaw("u8", 0, [0xFE])
            .AddRaw("u16", 2, [0xFE, 0xFF]).AddRaw("i16", 3, [0xFE, 0xFF]).AddRaw("i32", 5, [0xFE, 0xFF, 0xFF, 0xFF])
            .AddRaw("u64", 10, BitConverter.GetBytes(ulong.MaxValue)).AddRaw("i64", 11, BitConverter.GetBytes(-5L))
            .Add("float", 1e-5f).AddRaw("double", 12, BitConverter.GetBytes(0.1)).Add("nan", float.NaN)
            .Add("yes", true).Add("no", false).AddRaw("maybe", 7, [2])
            .Add("words", ["a", "", "b"]).Add("numbers", [1, -2]).Add("floats", [0.5f]).AddRaw("broken", 8, [1, 0, 0, 0, 0, 0, 0, 0, 0xFF])
            .ToBytes(),
        Name).Metadata;

    [TestMethod]
    public void Values_of_every_kind_are_read()
    {
        Assert.AreEqual("h\u00E9llo", Metadata.GetString("text"));
        Assert.AreEqual(100_000, Metadata.GetString("long").Length);
        Assert.AreEqual(-2, Metadata.GetInteger("i8", -128, 127));
        Assert.AreEqual(254, Metadata.GetInteger("u8", 0, 255));
        Assert.AreEqual(65534, Metadata.GetInteger("u16", 0, 65535));
        Assert.AreEqual(-2, Metadata.GetInteger("i16", -2, 0));
        Assert.AreEqual(-2, Metadata.GetInteger("i32", -2, 0));
        Assert.AreEqual(-5, Metadata.GetInteger("i64", -5, 0));
        Assert.AreEqual(1e-5, Metadata.GetNumberOrNull("float"));
        Assert.AreEqual(0.1, Metadata.GetNumberOrNull("double"));
        Assert.IsTrue(Metadata.GetBooleanOrNull("yes"));
        Assert.IsFalse(Metadata.GetBooleanOrNull("no"));
        CollectionAssert.AreEqual(new[] { "a", "", "b" }, Metadata.GetStrings("words", 3));
        CollectionAssert.AreEqual(new[] { 1, -2 }, Metadata.GetIntegersOrNull("numbers", 2));
        CollectionAssert.AreEqual(new[] { 0.5f }, Metadata.GetSinglesOrNull("floats", 1));
        Assert.IsNull(Metadata.GetStringOrNull("none"));
        Assert.IsNull(Metadata.GetIntegerOrNull("none", 0, 1));
        Assert.IsNull(Metadata.GetNumberOrNull("none"));
        Assert.IsNull(Metadata.GetBooleanOrNull("none"));
        Assert.IsNull(Metadata.GetIntegersOrNull("none", 1));
        Assert.IsNull(Metadata.GetSinglesOrNull("none", 1));
    }

    [TestMethod]
    public void A_value_of_another_kind_or_out_of_range_names_its_key()
    {
        Check("its metadata 'u32' is 4294967295, not an integer from 0 to 2147483647", static () => Metadata.GetInteger("u32", 0, int.MaxValue));
        Check("its metadata 'u64' is 18446744073709551615, not an integer from 0 to 1", static () => Metadata.GetInteger("u64", 0, 1));
        Check("its metadata 'text' is String, not an integer", static () => Metadata.GetInteger("text", 0, 1));
        Check("its metadata 'numbers' is an array of Int32, not an integer", static () => Metadata.GetInteger("numbers", 0, 1));
        Check("its metadata 'u32' is UInt32, not a string", static () => Metadata.GetString("u32"));
        Check("its metadata 'none' is missing", static () => Metadata.GetString("none"));
        Check("its metadata 'none' is missing", static () => Metadata.GetInteger("none", 0, 1));
        Check("its metadata 'none' is missing", static () => Metadata.GetStrings("none", 1));
        Check("its metadata 'nan' is not a finite number", static () => Metadata.GetNumberOrNull("nan"));
        Check("its metadata 'maybe' is 2, not 0 or 1", static () => Metadata.GetBooleanOrNull("maybe"));
        Check("its metadata 'words' has 3 elements, not at most 2", static () => Metadata.GetStrings("words", 2));
        Check("its metadata 'numbers' has 2 elements, not 3", static () => Metadata.GetIntegersOrNull("numbers", 3));
        Check("its metadata 'numbers' is an array of Int32, not an array of floats of 32 bits", static () => Metadata.GetSinglesOrNull("numbers", 2));
        Check("'broken' is not UTF-8", static () => Metadata.GetString("broken"));
    }

    private static void Check(string message, Func<object?> read)
    {
        CorruptModelException fault = Assert.ThrowsExactly<CorruptModelException>(() => { read(); });
        Assert.AreEqual(Name, fault.Path);
        StringAssert.Contains(fault.Message, message, StringComparison.Ordinal);
    }
}
