using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints;

[TestClass]
public sealed class JsonSettingsTests
{
    private const string Origin = "some-folder/config.json";

    [TestMethod]
    public void Shared_files_that_are_no_settings_are_refused() =>
        Assert.AreEqual(4, MalformedFiles.Check("config", path => JsonSettings.Load(path), name =>
            name is "config/array.config.json" or "config/empty.config.json" or "config/deep.config.json" or "config/nan.config.json"));

    [TestMethod]
    public void Shared_files_with_other_faults_are_at_least_read()
    {
        string folder = Repository.Shared("fixtures", "malformed", "config");
        Assert.IsTrue(JsonSettings.Load(Path.Combine(folder, "valid-unknown-keys.config.json")).Has("hidden_size"));
        CorruptModelException fault = Assert.ThrowsExactly<CorruptModelException>(
            () => JsonSettings.Load(Path.Combine(folder, "hidden-size-string.config.json")).GetInt32("hidden_size", 1, 1 << 20));
        StringAssert.Contains(fault.Message, "'hidden_size' is a string", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("", "empty")]
    [DataRow("[1]", "top level is an array")]
    [DataRow("3", "top level is 3")]
    [DataRow("null", "top level is null")]
    [DataRow("""{"a":NaN}""", "not valid JSON")]
    [DataRow("""{"a":-Infinity}""", "not valid JSON")]
    [DataRow("""{"a":1""", "not valid JSON")]
    [DataRow("""{"a":1} {}""", "not valid JSON")]
    [DataRow("""{"a":1,}""", "not valid JSON")]
    [DataRow("""{"a":1,"a":2}""", "not valid JSON")]
    [DataRow("""{"\ud800":1}""", "not valid JSON")]
    public void Text_that_is_no_object_is_refused(string json, string cause)
    {
        byte[] content = Encoding.UTF8.GetBytes(json);
        CorruptModelException fault = Hostile.IsRefused(Origin, () => JsonSettings.Parse(content, Origin));
        StringAssert.Contains(fault.Message, cause, StringComparison.Ordinal);
    }

    [TestMethod]
    public void Text_that_is_not_utf8_is_refused()
    {
        byte[] content = [.. "{\"a\":\""u8, 0xc3, .. "\"}"u8];
        Hostile.IsRefused(Origin, () => JsonSettings.Parse(content, Origin));
    }

    [TestMethod]
    public void Nesting_is_bounded()
    {
        JsonSettings.Parse(Nested(63), Origin);
        Hostile.IsRefused(Origin, () => JsonSettings.Parse(Nested(64), Origin));
        Hostile.IsRefused(Origin, () => JsonSettings.Parse(Nested(100_000), Origin));

        static byte[] Nested(int arrays) =>
            Encoding.UTF8.GetBytes(new StringBuilder("{\"a\":").Append('[', arrays).Append(']', arrays).Append('}').ToString());
    }

    [TestMethod]
    public void A_file_that_is_too_large_is_not_even_read()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("config.json");
        using (FileStream stream = File.Create(path))
        {
            stream.SetLength(5L << 30);
        }

        Hostile.IsRefused(path, () => JsonSettings.Load(path));
    }

    /// <summary>
    /// Numbers of the largest tokenizer in use with merges as pairs, and of one with 250,002 scored pieces; none may be refused for its size.
    /// </summary>
    [TestMethod]
    [DataRow("tokenizer.json", 262_144, 514_906)]
    [DataRow("tokenizer.json", 250_002, 0)]
    [DataRow("model.safetensors.index.json", 100_000, 0)]
    public void A_vocabulary_or_an_index_may_be_larger_than_settings(string name, int pieces, int merges)
    {
        var json = new StringBuilder("{\"pieces\":[");
        json.AppendJoin(',', Enumerable.Range(0, pieces).Select(static piece => $"[\"a piece of some length {piece}\",-{piece}.123456789]"));
        json.Append("],\"merges\":[");
        json.AppendJoin(',', Enumerable.Range(0, merges).Select(static merge => $"[\"first{merge}\",\"second{merge}\"]")).Append("]}");
        byte[] content = Encoding.UTF8.GetBytes(json.ToString());
        Assert.IsTrue(JsonSettings.Parse(content, $"some-folder/{name}").Has("pieces"));
        if (content.Length > 16 << 20)
        {
            Hostile.IsRefused(Origin, () => JsonSettings.Parse(content, Origin));
        }
    }

    [TestMethod]
    [DataRow("config.json", 16)]
    [DataRow("folder\\config.json", 16)]
    [DataRow("adapter_config.json", 16)]
    [DataRow("tokenizer_config.json", 16)]
    [DataRow("folder/tokenizer.json", 64)]
    [DataRow("folder\\tokenizer.json", 64)]
    [DataRow("vocab.json", 64)]
    [DataRow("model.safetensors.index.json", 64)]
    public void The_limit_of_a_file_goes_by_its_name(string origin, int mebibytes)
    {
        byte[] content = new byte[(mebibytes << 20) + 1];
        CorruptModelException fault = Hostile.IsRefused(origin, () => JsonSettings.Parse(content, origin));
        StringAssert.Contains(fault.Message, $"at most {mebibytes << 20} are read", StringComparison.Ordinal);
    }

    [TestMethod]
    public void An_array_of_objects_is_read_as_such()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("modules.json");
        File.WriteAllText(path, """[{"path":"0_Transformer"},{"path":3}]""");
        IReadOnlyList<JsonSettings> objects = JsonSettings.LoadObjects(path);
        Assert.AreEqual("0_Transformer", objects[0].GetString("path"));
        StringAssert.Contains(Hostile.IsRefused(path, () => objects[1].GetString("path")).Message, "'[1].path' is 3", StringComparison.Ordinal);
        foreach (string other in (string[])["{}", "[1]", "[{}", "3"])
        {
            File.WriteAllText(path, other);
            Hostile.IsRefused(path, () => JsonSettings.LoadObjects(path));
        }
    }

    [TestMethod]
    public void All_members_are_read_as_strings()
    {
        CollectionAssert.AreEqual(
            new[] { KeyValuePair.Create("a", "1"), KeyValuePair.Create("b", "2") }, Parse("""{"a":"1","b":"2"}""").ReadStrings().ToArray());
        Fails(() => Assert.HasCount(2, Parse("""{"a":"1","b":2}""").ReadStrings()), "'b' is 2, not a string");
    }

    [TestMethod]
    public void Values_come_out_as_they_are()
    {
        JsonSettings settings = Parse("""
            {"int":-3,"long":4294967296,"also":true,"float":1e-12,"yes":true,"text":"gelu","list":["q","v"],"sizes":[1,4294967296],
            "inner":{"x":7},"objects":[{"y":1}],"nothing":null}
            """);
        Assert.AreEqual(-3, settings.GetInt32("int", -3, 0));
        Assert.AreEqual(1e-12, settings.GetDouble("float", 0, 1));
        Assert.AreEqual(-3.0, settings.GetDouble("int", -5, 1));
        Assert.IsTrue(settings.GetBoolean("yes"));
        Assert.AreEqual("gelu", settings.GetString("text"));
        Assert.IsTrue(settings.IsString("text"));
        CollectionAssert.AreEqual(new[] { "q", "v" }, settings.GetStrings("list").ToArray());
        CollectionAssert.AreEqual(new long[] { 1, 4294967296 }, settings.GetIntegers("sizes", 0, long.MaxValue).ToArray());
        Assert.AreEqual(7, settings.GetObject("inner").GetInt32("x", 0, 9));
        Assert.AreEqual(1, settings.GetObjects("objects")[0].GetInt32("y", 0, 9));
        CollectionAssert.AreEqual(new[] { "yes", "also" }.Order().ToArray(), settings.TrueNames.Order().ToArray());
        Assert.HasCount(11, settings.Names);
    }

    [TestMethod]
    public void Absent_and_null_give_the_default()
    {
        JsonSettings settings = Parse("""{"nothing":null}""");
        foreach (string name in new[] { "nothing", "absent" })
        {
            Assert.IsFalse(settings.Has(name));
            Assert.AreEqual(5, settings.GetInt32(name, 0, 9, 5));
            Assert.AreEqual(0.5, settings.GetDouble(name, 0, 9, 0.5));
            Assert.IsTrue(settings.GetBoolean(name, true));
            Assert.IsNull(settings.GetString(name, null));
            Assert.IsNull(settings.GetObjectOrNull(name));
            Fails(() => settings.GetInt32(name, 0, 9), $"'{name}' is missing");
        }
    }

    [TestMethod]
    public void A_value_of_another_kind_or_range_is_named_with_its_key()
    {
        JsonSettings settings = Parse("""{"a":10,"f":1.0,"big":1e999,"s":"x","b":true,"list":["q",1],"inner":{"deep":{"x":0}},"lone":"\ud800"}""");
        Fails(() => settings.GetInt32("a", 0, 9), "'a' is 10, not an integer from 0 to 9");
        Fails(() => settings.GetInt32("a", 0, 9, 1), "'a' is 10");
        Fails(() => settings.GetInt32("f", 0, 9), "'f' is 1.0, not an integer");
        Fails(() => settings.GetInt32("big", 0, 9), "'big' is 1e999");
        Fails(() => settings.GetDouble("big", 0, double.MaxValue), "'big' is 1e999");
        Fails(() => settings.GetDouble("s", 0, 9), "'s' is a string");
        Fails(() => settings.GetBoolean("a"), "'a' is 10, not true or false");
        Fails(() => settings.GetString("b"), "'b' is true, not a string");
        Fails(() => settings.GetString("lone"), "'lone' has an escaped surrogate");
        Fails(() => settings.GetStrings("list"), "'list' is 1, not a string");
        Fails(() => settings.GetStrings("s"), "'s' is a string, not an array");
        Fails(() => settings.GetIntegers("list", 0, 9), "'list' is a string, not an integer");
        Fails(() => settings.GetObject("s"), "'s' is a string, not an object");
        Fails(() => settings.GetObject("inner").GetObject("deep").GetInt32("x", 1, 9), "'inner.deep.x' is 0");
        Assert.AreEqual("'some-folder/config.json' cannot be read: 'a' does not fit", settings.Fault("a", "does not fit").Message);
    }

    private static JsonSettings Parse(string json) => JsonSettings.Parse(Encoding.UTF8.GetBytes(json), Origin);

    private static void Fails(Action read, string cause) =>
        StringAssert.Contains(Hostile.IsRefused(Origin, read).Message, cause, StringComparison.Ordinal);
}
