using System.Text;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Tests.Checkpoints;

[TestClass]
public sealed class SafetensorsMalformedTests
{
    private const string Origin = "some-model.zip/weights";

    [TestMethod]
    public void Shared_files_get_what_their_manifest_asks_for()
    {
        int count = MalformedFiles.Check("safetensors", path =>
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            foreach (SafetensorsEntry entry in file.Tensors.Values)
            {
                file.Read(entry, new byte[entry.ByteLength]);
            }
        });
        Assert.AreEqual(35, count);
    }

    [TestMethod]
    [DataRow("""[]""", 0, "begin with {", DisplayName = "array")]
    [DataRow(""" {}""", 0, "begin with {", DisplayName = "leading space")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", 4, "not JSON", DisplayName = "no last brace")]
    [DataRow("""{}x""", 0, "not JSON", DisplayName = "text after the JSON")]
    [DataRow("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", 4, "'a' has the unknown dtype 'F31'", DisplayName = "dtype unknown")]
    [DataRow("""{"a":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", 4, "unknown dtype", DisplayName = "dtype in lower case")]
    [DataRow("""{"a":{"dtype":7,"shape":[1],"data_offsets":[0,4]}}""", 4, "dtype that is not a string", DisplayName = "dtype number")]
    [DataRow("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4, "'a' has no dtype", DisplayName = "no dtype")]
    [DataRow("""{"a":{"dtype":"F32","data_offsets":[0,4]}}""", 4, "no shape", DisplayName = "no shape")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "no data_offsets", DisplayName = "no offsets")]
    [DataRow("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "two fields 'dtype'", DisplayName = "dtype twice")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "shape with something else", DisplayName = "shape float")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}""", 4, "shape with something else", DisplayName = "shape 1.0")]
    [DataRow("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 4, "shape with something else", DisplayName = "shape string")]
    [DataRow("""{"a":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}""", 4, "shape with something else", DisplayName = "shape nested")]
    [DataRow("""{"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}""", 4, "shape with something else", DisplayName = "shape negative")]
    [DataRow("""{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", 4, "shape that is not an array", DisplayName = "shape number")]
    [DataRow("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}""", 4, "overflows", DisplayName = "shape overflow")]
    [DataRow("""{"a":{"dtype":"F32","shape":[9223372036854775807,2,0],"data_offsets":[0,0]}}""", 0, "overflows", DisplayName = "shape overflow before a zero")]
    [DataRow("""{"a":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0]}}""", 0, "overflows", DisplayName = "bytes overflow")]
    [DataRow("""{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}}""", 2, "no whole number", DisplayName = "half a byte")]
    [DataRow("""{"a":{"dtype":"F32","shape":[5],"data_offsets":[0,16]}}""", 16, "takes 16 bytes by its data_offsets, but 20", DisplayName = "shape mismatch")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "no range within", DisplayName = "offsets reversed")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 8, "no range within", DisplayName = "three offsets")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "no range within the 4 bytes", DisplayName = "past the end")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8,
        "'b' begins at byte 4, inside", DisplayName = "overlap")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12,
        "'b' begins at byte 8, but", DisplayName = "hole")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "'a' begins at byte 4, but", DisplayName = "hole at the start")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "end at byte 4 of the data, which has 5", DisplayName = "trailing bytes")]
    [DataRow("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", 0, "'a' is listed twice",
        DisplayName = "name twice")]
    [DataRow("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"\u0061":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", 0, "'a' is listed twice",
        DisplayName = "name twice, once escaped")]
    [DataRow("""{"a":[]}""", 0, "'a' is not described by an object", DisplayName = "entry array")]
    [DataRow("""{"\ud800":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", 0, "not JSON of the expected form", DisplayName = "name with half a surrogate")]
    [DataRow("""{"__metadata__":[]}""", 0, "__metadata__ is not an object", DisplayName = "metadata array")]
    [DataRow("""{"__metadata__":{"x":1}}""", 0, "value 'x' is not a string", DisplayName = "metadata number")]
    [DataRow("""{"__metadata__":{"x":"1","x":"2"}}""", 0, "key 'x' is listed twice", DisplayName = "metadata key twice")]
    [DataRow("""{"__metadata__":{},"__metadata__":{}}""", 0, "__metadata__ is listed twice", DisplayName = "metadata twice")]
    public void A_faulty_header_is_refused_with_the_cause(string header, int dataLength, string cause)
    {
        byte[] content = SafetensorsBytes.Create(header, dataLength);
        CorruptModelException fault = Hostile.IsRefused(Origin, () => SafetensorsFile.Parse(content, Origin).Dispose());
        StringAssert.Contains(fault.Message, cause, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow(0UL)]
    [DataRow(3UL)]
    [DataRow(2_000_000_000UL)]
    [DataRow(1UL << 63)]
    [DataRow(ulong.MaxValue)]
    [DataRow(ulong.MaxValue - 7)]
    public void A_wrong_header_length_is_refused(ulong length)
    {
        byte[] content = SafetensorsBytes.Create("{}"u8, [], length);
        Hostile.IsRefused(Origin, () => SafetensorsFile.Parse(content, Origin).Dispose());
    }

    [TestMethod]
    public void A_header_that_is_not_utf8_is_refused()
    {
        byte[] content = SafetensorsBytes.Create([.. "{\""u8, 0xff, .. "\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}"u8], []);
        CorruptModelException fault = Hostile.IsRefused(Origin, () => SafetensorsFile.Parse(content, Origin).Dispose());
        StringAssert.Contains(fault.Message, "not UTF-8", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_deep_header_is_refused()
    {
        byte[] content = SafetensorsBytes.Create(new StringBuilder("{\"a\":").Append('[', 100_000).ToString());
        Hostile.IsRefused(Origin, () => SafetensorsFile.Parse(content, Origin).Dispose());
    }

    [TestMethod]
    public void Every_shorter_file_is_refused()
    {
        byte[] content = SafetensorsBytes.Create("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}   """, 8);
        SafetensorsFile.Parse(content, Origin).Dispose();
        for (int length = 0; length < content.Length; length++)
        {
            Assert.ThrowsExactly<CorruptModelException>(() => SafetensorsFile.Parse(content.AsMemory(0, length), Origin).Dispose(), $"{length} bytes");
        }
    }

    [TestMethod]
    public void A_changed_byte_of_the_header_gives_a_typed_error_or_a_file_that_reads()
    {
        byte[] content = SafetensorsBytes.Create(
            """{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[],"data_offsets":[8,9]}}""", 9);
        for (int position = 0; position < content.Length - 9; position++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] changed = [.. content];
                changed[position] = (byte)value;
                Hostile.IsTakenOrRefused(Origin, () =>
                {
                    using SafetensorsFile file = SafetensorsFile.Parse(changed, Origin);
                    foreach (SafetensorsEntry entry in file.Tensors.Values)
                    {
                        file.Read(entry, new byte[entry.ByteLength]);
                    }
                });
            }
        }
    }
}
