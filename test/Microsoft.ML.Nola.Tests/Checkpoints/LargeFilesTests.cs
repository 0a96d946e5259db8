using System.Diagnostics;
using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Text.WordPiece;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints;

/// <summary>
/// Files that are really as large as they say, made of as many small things as fit: what is read of them takes no more than twice their length and a
/// constant beside, and no more than moments.
/// </summary>
[TestClass]
public sealed class LargeFilesTests
{
    private const int Length = 15 << 20;

    /// <summary>A backbone takes as many tokens as its embeddings have rows, and those are in its file.</summary>
    private const int BertVocabularySize = 30_522;

    [TestMethod]
    [DataRow("numbers", "{\"a\":[", "0,", "0]}")]
    [DataRow("arrays", "{\"a\":[", "[],", "0]}")]
    [DataRow("objects", "{\"a\":[", "{},", "0]}")]
    [DataRow("members", "{", "\"#\":0,", "\"z\":0}")]
    [DataRow("one string", "{\"a\":\"", "x", "\"}")]
    public void Json_is_read_or_refused_within_bounds(string what, string start, string part, string end)
    {
        byte[] json = Fill(start, part, end, Length);
        IsBounded(what, json.Length, () => JsonSettings.Parse(json, what).Has("z"));
    }

    [TestMethod]
    [DataRow("numbers", "{\"a\":[", "0,", "0]}")]
    [DataRow("many values", "{\"a\":[", "123456789012345,", "0]}")]
    [DataRow("objects", "{\"a\":[", "{\"aaaaaaaa\":\"bbbbbbbbbbbbbbbbbbbbbbbbbbbb\"},", "0]}")]
    [DataRow("members", "{", "\"#\":\"aaaaaaaaaaaaaaaaaaaaaa\",", "\"z\":0}")]
    [DataRow("one string", "{\"a\":\"", "x", "\"}")]
    public void A_vocabulary_in_json_is_read_or_refused_within_bounds(string what, string start, string part, string end)
    {
        byte[] json = Fill(start, part, end, (64 << 20) - 200);
        IsBounded(what, json.Length, () => JsonSettings.Parse(json, "tokenizer.json").Has("z"));
    }

    /// <summary>Looking a name up takes time in proportion to the number of names, so reading all by name would take its square.</summary>
    [TestMethod]
    public void An_index_of_many_tensors_is_read_soon()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("model.safetensors.index.json");
        File.WriteAllBytes(path, Fill("{\"weight_map\":{", "\"#\":\"a.safetensors\",", "\"z\":\"b.safetensors\"}}", 6 << 20));
        IsBounded("index", 6 << 20, () => Assert.HasCount(2, ShardIndex.Load(path).Files));
    }

    [TestMethod]
    [DataRow("tensors", "{", "\"#\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},",
        "\"z\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}")]
    [DataRow("metadata", "{\"__metadata__\":{", "\"#\":\"\",", "\"z\":\"\"}}")]
    [DataRow("dimensions", "{\"a\":{\"dtype\":\"F32\",\"shape\":[", "1,", "0],\"data_offsets\":[0,0]}}")]
    [DataRow("fields", "{\"a\":{\"dtype\":\"F32\",", "\"#\":0,", "\"shape\":[0],\"data_offsets\":[0,0]}}")]
    public void A_safetensors_header_is_read_or_refused_within_bounds(string what, string start, string part, string end)
    {
        byte[] file = SafetensorsBytes.Create(Fill(start, part, end, Length), []);
        IsBounded(what, file.Length, () => SafetensorsFile.Parse(file, what).Dispose());
    }

    [TestMethod]
    public void A_vocabulary_is_read_or_refused_within_bounds()
    {
        byte[] file = Fill("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n", "#\n", "z", Length);
        IsBounded("vocabulary", file.Length, () => TextTokenizer.Create(Vocabulary.Parse(file, "vocabulary", BertVocabularySize), null).Encode("a"));
    }

    private static byte[] Fill(string start, string part, string end, int length)
    {
        var text = new StringBuilder(start, length + 100);
        for (int i = 0; text.Length < length; i++)
        {
            text.Append(part.Replace("#", i.ToString("x", null), StringComparison.Ordinal));
        }

        return Encoding.UTF8.GetBytes(text.Append(end).ToString());
    }

    private static void IsBounded(string what, long length, Action read)
    {
        GC.Collect();
        long before = GC.GetTotalAllocatedBytes();
        long start = Stopwatch.GetTimestamp();
        string outcome = "read";
        try
        {
            read();
        }
        catch (CorruptModelException exception)
        {
            outcome = exception.Message;
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        long allocated = GC.GetTotalAllocatedBytes() - before;
        Console.WriteLine($"{what}, {length >> 20} MiB: {allocated >> 20} MiB, {seconds:F2} s, {outcome}");
        Assert.IsLessThan(4, seconds, what);
        Assert.IsLessThan((2 * length) + (64 << 20), allocated, what);
    }
}
