using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Generation;

[TestClass]
public sealed class GenerationTokensTests
{
    private static readonly TextTokenizer Tokenizer = TextTokenizer.FromFolder(Stories.Folder);

    [TestMethod]
    [DataRow(null, """{"bos_token_id": 1, "eos_token_id": 2}""", null, 1, new[] { 2 })]
    [DataRow("""{"eos_token_id": [2, 7, 2]}""", """{"bos_token_id": 1, "eos_token_id": 5}""", null, 1, new[] { 2, 7 })]
    [DataRow("""{"eos_token_id": null}""", """{"eos_token_id": 5}""", null, null, new[] { 5 })]
    [DataRow(null, "{}", """{"bos_token": "<s>", "eos_token": {"content": "</s>"}}""", 1, new[] { 2 })]
    [DataRow(null, null, null, null, new int[0])]
    public void They_are_read_from_the_files_of_the_folder(string? generation, string? config, string? tokenizer, int? begin, int[] ends)
    {
        using TemporaryFolder folder = Write(generation, config, tokenizer);
        GenerationTokens tokens = GenerationTokens.Read(folder.Path, Tokenizer);
        Assert.AreEqual(begin, tokens.BeginId);
        CollectionAssert.AreEqual(ends, tokens.EndIds.ToArray());
    }

    [TestMethod]
    [DataRow("""{"eos_token_id": 512}""", null, "'eos_token_id' is 512, not an integer from 0 to 511")]
    [DataRow("""{"bos_token_id": -1}""", null, "'bos_token_id' is -1")]
    [DataRow("""{"eos_token_id": [2, "x"]}""", null, "'eos_token_id' is a string")]
    [DataRow("""{"eos_token_id": true}""", null, "'eos_token_id' is true")]
    [DataRow(null, """{"eos_token": "two words"}""", "'eos_token' is 'two words', which is not one token of the tokenizer")]
    public void Faults_name_file_and_field(string? generation, string? tokenizer, string cause)
    {
        using TemporaryFolder folder = Write(generation, null, tokenizer);
        CorruptModelException exception = Assert.ThrowsExactly<CorruptModelException>(() => GenerationTokens.Read(folder.Path, Tokenizer));
        Assert.Contains(cause, exception.Message);
        Assert.Contains(generation is null ? "tokenizer_config.json" : "generation_config.json", exception.Message);
    }

    private static TemporaryFolder Write(string? generation, string? config, string? tokenizer)
    {
        TemporaryFolder folder = new();
        (string Name, string? Content)[] files = [("generation_config.json", generation), ("config.json", config), ("tokenizer_config.json", tokenizer)];
        foreach ((string name, string? content) in files)
        {
            if (content is not null)
            {
                File.WriteAllText(folder.File(name), content);
            }
        }

        return folder;
    }
}
