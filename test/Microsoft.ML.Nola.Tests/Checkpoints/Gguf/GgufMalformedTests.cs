using System.Buffers.Binary;
using Microsoft.ML.Nola.Checkpoints.Gguf;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints.Gguf;

/// <summary>Files that are not as the format has them, or that are not read: what is wrong, and where, is in the message.</summary>
[TestClass]
public sealed class GgufMalformedTests
{
    private const string Name = "x.gguf";

    private static Dictionary<string, (Action<GgufWriter> Change, string Message)> Faults { get; } = new(StringComparer.Ordinal)
    {
        ["two keys"] = (static file => file.Add("general.architecture", "llama"), "the metadata key 'general.architecture' is there twice"),
        ["empty key"] = (static file => file.Add("", "x"), "a metadata key is empty"),
        ["kind"] = (static file => file.AddRaw("k", 13, [1]), "the value of 'k' is of kind 13, which the format does not have"),
        ["array length"] = (static file => file.AddArray("k", 4, 1L << 40, []), "the number of elements of 'k' is 1099511627776; at most"),
        ["array beyond the end"] = (
            static file => file.AddArray("k", 4, 1 << 20, []), "the number of elements of 'k' is 1048576, and only"),
        ["string beyond the end"] = (
            static file => file.AddRaw("k", 8, [0xFF, 0xFF, 0xF, 0, 0, 0, 0, 0]), "the length of the value of 'k' is 1048575, and only"),
        ["long string"] = (
            static file => file.AddRaw("k", 8, [0, 0, 0, 0, 0, 0, 0, 0x80]), "the length of the value of 'k' is 9223372036854775808; at most 1048576 are read"),
        ["key not UTF-8"] = (static file => file.AddRaw("k\uD800", 7, [1]), "of 19 is not UTF-8"),
        ["alignment"] = (static file => file.Add("general.alignment", 48u), "'general.alignment' is 48, not a power of two from 8 to 65536"),
        ["kind of alignment"] = (static file => file.Add("general.alignment", "32"), "'general.alignment' is not an unsigned integer of 32 bits"),
        ["two tensors"] = (static file => file.AddTensor("output_norm.weight", [1], 1), "tensor 'output_norm.weight' is there twice"),
        ["long name"] = (static file => file.AddTensor(new string('n', 65), [1], 1), "of tensor 12 of 12 is 65; at most 64 are read"),
        ["no dimension"] = (static file => file.AddTensor("t", [1]), "tensor 't' has 0 dimensions, not from 1 to 4"),
        ["five dimensions"] = (static file => file.AddTensor("t", [1], 1, 1, 1, 1, 1), "tensor 't' has 5 dimensions, not from 1 to 4"),
        ["dimension 0"] = (static file => file.AddTensor("t", [], 0), "tensor 't' has a dimension of 0"),
        ["huge dimension"] = (static file => file.AddTensor("t", [1], long.MaxValue), "tensor 't' has a dimension of 9223372036854775807, which does not fit"),
        ["product of dimensions"] = (
            static file => file.AddTensor("t", [1], 5000, 5000), "tensor 't' has a dimension of 5000, which does not fit"),
        ["half a block"] = (static file => file.AddTensor("t", 8, new byte[34], 33), "tensor 't' has rows of 33 numbers, and Q8_0 stores 32 together"),
        ["end of the file"] = (static file => file.AddTensor("t", [1], 100), "tensor 't' ends beyond the file's"),
        ["offset"] = (
            static file =>
            {
                file.Alignment = 8;
                file.AddTensor("t", [1], 1).AddTensor("u", new float[64], 64);
            },
            "which is no multiple of the alignment, 32"),
    };

    private static Dictionary<string, (Action<GgufWriter> Change, string Message)> Unread { get; } = new(StringComparer.Ordinal)
    {
        ["version 1"] = (static file => file.Version = 1, "of version 1; this version reads 2 and 3"),
        ["version 4"] = (static file => file.Version = 4, "of version 4; this version reads 2 and 3"),
        ["big-endian"] = (static file => file.Version = 3 << 24, "is a big-endian GGUF file"),
        ["nested array"] = (static file => file.AddArray("k", 9, 0, []), "has arrays in an array under 'k', which are not read"),
        ["a type with a name"] = (
            static file => file.AddTensor("t", 23, new byte[136], 256), "has the tensor 't' of type IQ4_XS, which is not read; this version reads F32, F16,"),
        ["a type without"] = (static file => file.AddTensor("t", 99, new byte[4], 1), "has the tensor 't' of type number 99, which is not read"),
    };

    [TestMethod]
    public void A_file_that_is_not_as_the_format_has_it_is_refused_with_what_is_wrong()
    {
        foreach ((string name, (Action<GgufWriter> change, string message)) in Faults)
        {
            GgufWriter writer = TinyGguf.Create();
            change(writer);
            byte[] content = writer.ToBytes();
            if (name == "key not UTF-8")
            {
                // The writer has put U+FFFD in place of half a pair.
                content[content.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xEF, 0xBF, 0xBD])] = 0xFF;
            }

            CorruptModelException fault = Hostile.IsRefused(Name, () => GgufFile.Parse(content, Name));
            StringAssert.Contains(fault.Message, message, StringComparison.Ordinal, name);
        }
    }

    [TestMethod]
    public void A_file_that_is_not_read_is_refused_with_what_is()
    {
        foreach ((string name, (Action<GgufWriter> change, string message)) in Unread)
        {
            GgufWriter writer = TinyGguf.Create();
            change(writer);
            NolaCompatibilityException fault = Assert.ThrowsExactly<NolaCompatibilityException>(() => GgufFile.Parse(writer.ToBytes(), Name), name);
            StringAssert.Contains(fault.Message, message, StringComparison.Ordinal, name);
            StringAssert.Contains(fault.Message, Name, StringComparison.Ordinal, name);
        }
    }

    [TestMethod]
    public void Other_files_are_refused_as_no_GGUF()
    {
        foreach (byte[] content in (byte[][])[[], [1], "GGU"u8.ToArray(), "GGML\0\0\0\0"u8.ToArray(), new byte[100]])
        {
            CorruptModelException fault = Assert.ThrowsExactly<CorruptModelException>(() => GgufFile.Parse(content, Name));
            StringAssert.Contains(fault.Message, "it is not a GGUF file: it does not begin with 'GGUF'", StringComparison.Ordinal);
        }
    }

    [TestMethod]
    public void Tensors_that_overlap_are_refused()
    {
        byte[] content = TinyGguf.Create().AddTensor("last", [1], 1).ToBytes();
        int at = content.AsSpan().IndexOf("last"u8) + 4 + 4 + 8 + 4;
        BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(at), 0);
        CorruptModelException fault = Hostile.IsRefused(Name, () => GgufFile.Parse(content, Name));
        StringAssert.Contains(fault.Message, "overlaps tensor '", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Both_versions_and_other_alignments_are_read()
    {
        foreach (uint version in (uint[])[2, 3])
        {
            foreach (int alignment in (int[])[8, 32, 4096])
            {
                GgufWriter writer = TinyGguf.Create().Add("general.alignment", (uint)alignment);
                (writer.Version, writer.Alignment) = (version, alignment);
                using GgufFile file = GgufFile.Parse(writer.ToBytes(), Name);
                Assert.HasCount(11, file.Tensors);
                var values = new float[8];
                file.ReadSingles(file.Tensors["output_norm.weight"], 0, values);
                Assert.IsTrue(Array.TrueForAll(values, static value => Math.Abs(value) < 0.2f && value != 0));
            }
        }
    }
}
