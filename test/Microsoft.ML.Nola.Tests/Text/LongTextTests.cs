using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text;

/// <summary>Text without spaces, such as base64 or Chinese, costs what is kept of it, and its ids are those of the whole text.</summary>
[TestClass]
public sealed class LongTextTests
{
    private const int Million = 1_000_000;

    private static readonly Lazy<TextTokenizer> MiniLM = new(static () => TextTokenizer.FromFolder(Path.Combine(Repository.Root, "models", "minilm")));

    [TestMethod]
    [DataRow("base64", null)]
    [DataRow("ideographs", null)]
    [DataRow("one word", null)]
    [DataRow("one word of marks", null)]
    [DataRow("one word of emoji", null)]
    [DataRow("punctuation", null)]
    [DataRow("emoji", null)]
    [DataRow("base64", "base64")]
    [DataRow("ideographs", "ideographs")]
    [DataRow("base64", "ideographs")]
    [DataRow("one word", "punctuation")]
    public void Long_texts_allocate_the_same_however_long_they_are(string first, string? second)
    {
        List<int> ids = [];
        long[] allocated = new long[2];
        for (int i = 0; i < allocated.Length; i++)
        {
            string text = LongTexts.Make(first, (i + 1) * Million);
            string? pair = second is null ? null : LongTexts.Make(second, (i + 1) * Million);
            Encode(text, pair, ids);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Encode(text, pair, ids);
            allocated[i] = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Console.WriteLine(string.Join(' ', allocated));
        // The runtime counts in blocks of 8 KiB.
        Assert.AreEqual(allocated[0], allocated[1], (2 * 8192) + (0.02 * allocated[0]));
        Assert.IsLessThan((second is null ? 1 : 10) * Million, allocated[0]);
    }

    /// <summary>The reference encodes a text whole; words, marks and surrogate pairs lie across the places where this tokenizer cuts it.</summary>
    [TestMethod]
    public void Texts_without_spaces_have_the_ids_of_the_reference()
    {
        using global::Tokenizers.DotNet.Tokenizer oracle = TokenizerOracle.Read(Path.Combine(Repository.Root, "models", "minilm", "tokenizer.json"));
        string[] kinds = ["base64", "ideographs", "one word", "one word of marks", "punctuation", "emoji", "one word of emoji", "mixed", "long words"];
        foreach (string kind in kinds)
        {
            for (int length = 500; length < 14_000; length = (length * 3 / 2) + 7)
            {
                string text = LongTexts.Make(kind, length);
                int[] whole = oracle.Ids(text);
                CollectionAssert.AreEqual(whole, Ids(text, int.MaxValue), $"{kind}, {length}");
                foreach (int kept in new[] { 1, 20, 126, 600 })
                {
                    CollectionAssert.AreEqual(whole[..Math.Min(kept, whole.Length)], Ids(text, kept), $"{kind}, {length}, {kept} kept");
                }
            }
        }
    }

    /// <summary>The rule that the fixtures give, over the lengths of the whole texts.</summary>
    [TestMethod]
    public void Pairs_are_cut_as_if_both_texts_had_been_encoded_whole()
    {
        Random random = new(20270305);
        for (int i = 0; i < 400; i++)
        {
            string text = Words(random, random.Next(4) == 0 ? random.Next(5000) : random.Next(60));
            string pair = random.Next(5) == 0 ? text : Words(random, random.Next(4) == 0 ? random.Next(5000) : random.Next(60));
            int maxLength = random.Next(10) == 0 ? 3 + random.Next(3000) : 3 + random.Next(130);
            (int[] first, int[] second) = (Ids(text, int.MaxValue), Ids(pair, int.MaxValue));
            int shorter = Math.Min(first.Length, second.Length);
            int longer = Math.Max(first.Length, second.Length);
            int room = maxLength - 3;
            bool fits = shorter + longer <= room;
            if (!fits)
            {
                longer = shorter > room ? shorter : Math.Max(shorter, room - shorter);
                (shorter, longer) = shorter + longer > room ? (room / 2, (room / 2) + (room % 2)) : (shorter, longer);
            }

            (int keptOfFirst, int keptOfSecond) = first.Length > second.Length ? (longer, shorter) : (shorter, longer);
            List<int> ids = [];
            List<int> typeIds = [];
            MiniLM.Value.Encode(text, pair, maxLength, ids, typeIds, out bool truncated);
            CollectionAssert.AreEqual(
                (int[])[101, .. first[..keptOfFirst], 102, .. second[..keptOfSecond], 102], ids, $"{first.Length} and {second.Length} in {maxLength}");
            Assert.AreEqual(!fits, truncated);
        }
    }

    private static string Words(Random random, int count) =>
        string.Join(
            random.Next(2) == 0 ? " " : "-",
            Enumerable.Range(0, count).Select(_ => random.Next(6) switch { 0 => "adapter", 1 => "x7q", 2 => "京都", _ => "card" }));

    private static void Encode(string text, string? pair, List<int> ids)
    {
        ids.Clear();
        MiniLM.Value.Encode(text, pair, 128, ids, typeIds: null, out _);
    }

    private static int[] Ids(string text, int count) => [.. MiniLM.Value.Encode(text, maxLength: count, addSpecialTokens: false).Ids];
}
