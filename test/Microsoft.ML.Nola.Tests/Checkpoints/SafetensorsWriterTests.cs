using System.Buffers.Binary;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints;

[TestClass]
public sealed class SafetensorsWriterTests
{
    [TestMethod]
    public void What_is_written_reads_back()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("adapter.safetensors");
        SafetensorsWriter writer = new();
        writer.Metadata["format"] = "pt";
        writer.Metadata["Ünïcode \"quoted\""] = "\n";
        writer.Add("b", [2, 3], new float[] { 1, -2, 3.5f, float.NaN, float.NegativeInfinity, -0f });
        writer.Add("a.scalar", SafetensorsType.I64, [], new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 });
        writer.Add("名前", SafetensorsType.U8, [0, 4], ReadOnlyMemory<byte>.Empty);
        writer.Save(path);

        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.HasCount(3, file.Tensors);
        byte[] content = File.ReadAllBytes(path);
        JsonSettings metadata = JsonSettings.Parse(content.AsMemory(8, (int)BinaryPrimitives.ReadUInt64LittleEndian(content)), path).GetObject("__metadata__");
        Assert.AreEqual("pt", metadata.GetString("format"));
        Assert.AreEqual("\n", metadata.GetString("Ünïcode \"quoted\""));
        SafetensorsEntry entry = file.Get("b");
        Assert.IsTrue(entry.HasShape(2, 3));
        Assert.AreEqual(SafetensorsType.F32, entry.Type);
        float[] values = new float[6];
        file.ReadSingles(entry, values);
        CollectionAssert.AreEqual(new[] { 1, -2, 3.5f, float.NaN, float.NegativeInfinity, -0f }, values);
        byte[] bytes = new byte[8];
        file.Read(file.Get("a.scalar"), bytes);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }, bytes);
        Assert.AreEqual(0, file.Get("名前").ByteLength);
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFiles(folder.Path), "no temporary file stays");
    }

    [TestMethod]
    public void The_bytes_do_not_depend_on_the_order_of_adding_and_the_data_is_aligned()
    {
        byte[] one = Write(["a", "B", "c.d"]);
        byte[] other = Write(["c.d", "a", "B"]);
        CollectionAssert.AreEqual(one, other);
        Assert.AreEqual(0UL, BinaryPrimitives.ReadUInt64LittleEndian(one) % 8);
    }

    [TestMethod]
    public void A_known_file_comes_out_byte_for_byte()
    {
        SafetensorsWriter writer = new();
        writer.Add("w", [1], new float[] { 1f });
        using MemoryStream stream = new();
        writer.Write(stream);
        byte[] header = [.. """{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  """u8];
        CollectionAssert.AreEqual(SafetensorsBytes.Create(header, [0, 0, 0x80, 0x3f]), stream.ToArray());
    }

    [TestMethod]
    public void Wrong_arguments_are_refused()
    {
        SafetensorsWriter writer = new();
        Assert.ThrowsExactly<ArgumentException>(() => writer.Add("a", [3], new float[2]));
        Assert.ThrowsExactly<ArgumentException>(() => writer.Add("a", SafetensorsType.F16, [-1, -2], new byte[4]));
        Assert.ThrowsExactly<ArgumentException>(() => writer.Add("__metadata__", [1], new float[1]));
        writer.Add("a", [1], new float[1]);
        Assert.ThrowsExactly<ArgumentException>(() => writer.Add("a", [1], new float[1]));
    }

    private static byte[] Write(string[] names)
    {
        SafetensorsWriter writer = new();
        foreach (string name in names)
        {
            writer.Add(name, [2], new float[] { name.Length, name[0] });
        }

        using MemoryStream stream = new();
        writer.Write(stream);
        return stream.ToArray();
    }
}
