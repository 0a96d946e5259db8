using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Tests.Text.SentencePiece;
using Nola.Testing;
using Nola.Testing.Mutation;

namespace Microsoft.ML.Nola.Tests.Mutation;

/// <summary>A damaged SentencePiece file is refused with a typed error, or read: then it encodes and decodes.</summary>
[TestClass]
public sealed class SentencePieceMutationTests
{
    private const int Count = 400;

    [TestMethod]
    public void A_damaged_BPE_model_is_refused_or_read() =>
        Run(File.ReadAllBytes(Repository.Shared("fixtures", "tokenizers", "llama-sp", "tokenizer.model")), 1);

    [TestMethod]
    public void A_damaged_Unigram_model_is_refused_or_read()
    {
        byte[] map = Convert.FromBase64String(
            JsonSettings.Load(Repository.Shared("fixtures", "tokenizers", "unigram-precompiled-small", "tokenizer.json"))
                .GetObject("normalizer").GetObjects("normalizers")[0].GetString("precompiled_charsmap"));
        SentencePieceWriter file = new() { Map = map };
        file.Add("<unk>", 0, 2).Add("<s>", 0, 3).Add("</s>", 0, 3).Add("\u2581", -2).Add("<x>", 0, 4);
        foreach (char letter in "abcdefghijklmnopqrstuvwxyz")
        {
            file.Add($"{letter}", -letter / 10f).Add($"\u2581{letter}", -letter / 12f);
        }

        Run(file.ToBytes(), 2);
    }

    private static void Run(byte[] content, int seed)
    {
        Random random = new(seed);
        int read = 0;
        for (int i = 0; i < Count; i++)
        {
            using TemporaryFolder folder = new();
            File.WriteAllBytes(folder.File("tokenizer.model"), ByteDamage.Apply(random, content, out string what));
            TextTokenizer tokenizer;
            try
            {
                tokenizer = TextTokenizer.FromFolder(folder.Path);
            }
            catch (NolaException)
            {
                continue;
            }

            try
            {
                read++;
                tokenizer.Decode(tokenizer.Encode("The quick e\u0301\uFB01 <x> fox\t\u4E2D\U0001F600 jumps", maxLength: 1000).Ids);
            }
            catch (Exception exception)
            {
                throw new AssertFailedException($"case {i} ({what})", exception);
            }
        }

        Assert.IsGreaterThan(10, read);
        Assert.IsLessThan(Count - 10, read);
    }
}
