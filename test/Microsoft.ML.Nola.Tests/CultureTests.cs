using System.Text;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Tests.Text;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Text.WordPiece;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests;

/// <summary>The engine gives the same in a culture with other letters or another decimal point.</summary>
[TestClass]
public sealed class CultureTests
{
    [TestMethod]
    [DataRow(CultureScope.Turkish)]
    [DataRow(CultureScope.German)]
    public void Tokens_are_those_of_the_reference(string culture)
    {
        using CultureScope scope = new(culture);
        string data = Path.Combine(Repository.Root, "test", "Microsoft.ML.Nola.Tests", "Data");
        TextTokenizer tokenizer = TextTokenizer.Create(Vocabulary.Load(Path.Combine(data, "wordpiece-uncased.vocab.txt")), null);
        TokenizerCase[] cases = TokenizerCase.Load(Path.Combine(data, "wordpiece-uncased.jsonl"));
        Assert.IsTrue(cases.Any(static wanted => wanted.Text.Contains('I', StringComparison.Ordinal)));
        Assert.IsEmpty(TokenizerCase.FindWrong(tokenizer, cases));

        // Lower case is i for I and for İ, whose dot above is an accent; ı has no other case and stays.
        TextTokenizer letters = TextTokenizer.Create(Vocabulary.Parse(Encoding.UTF8.GetBytes("[PAD]\n[UNK]\n[CLS]\n[SEP]\ni\nı\n"), "vocab.txt"), null);
        CollectionAssert.AreEqual(new[] { 4, 4, 5, 4 }, letters.Encode("I İ ı i", addSpecialTokens: false).Ids.ToArray());
    }

    [TestMethod]
    [DataRow(CultureScope.Turkish)]
    [DataRow(CultureScope.German)]
    public void Adapter_folders_are_read_and_written_byte_for_byte(string culture)
    {
        using CultureScope scope = new(culture);
        string golden = Path.Combine(Repository.Root, "test", "Golden");
        string identity = BackboneIdentity.Compute(Path.Combine(golden, "backbone"));
        foreach (string name in (string[])["nola", "lora", "probe"])
        {
            string folder = Path.Combine(golden, name + "-adapter");
            Dictionary<string, byte[]> files = Directory.GetFiles(folder)
                .ToDictionary(static path => Path.GetFileName(path)!, File.ReadAllBytes, StringComparer.Ordinal);
            foreach ((string file, byte[] written) in AdapterFolder.Write(AdapterFolder.Read(files, name, identity)))
            {
                Assert.AreEqual(Encoding.UTF8.GetString(files[file]), Encoding.UTF8.GetString(written), $"{name}/{file}");
            }
        }
    }

    [TestMethod]
    [DataRow(CultureScope.Turkish)]
    [DataRow(CultureScope.German)]
    public void Settings_and_faults_have_a_decimal_point(string culture)
    {
        using CultureScope scope = new(culture);
        JsonSettings settings = JsonSettings.Parse("""{"a":0.25,"b":1.5,"INITIAL":1}"""u8.ToArray(), "x.json");
        Assert.AreEqual(0.25, settings.GetDouble("a", 0, 1));
        Assert.IsFalse(settings.Has("initial"));
        Assert.AreEqual(
            "'x.json' cannot be read: 'b' is 1.5, not a number from 0 to 0.5",
            Assert.ThrowsExactly<CorruptModelException>(() => settings.GetDouble("b", 0, 0.5)).Message);

        OptionFaults faults = new();
        new NolaTrainingOptions { LearningRate = -0.5, WarmupRatio = 1.5 }.CollectFaults(faults);
        new AdapterConfig { Alpha = -0.25, Dropout = 1.75 }.CollectFaults(faults);
        Assert.AreEqual(
            "Fit: Training.LearningRate is -0.5; it must be above 0 and below 1000; Training.WarmupRatio is 1.5; it must be 0 to 1; "
            + "Adapter.Alpha is -0.25; it must be above 0 and at most 1000000; "
            + "Adapter.Dropout is 1.75; it must be 0 to less than 1. (Parameter 'options')",
            Assert.ThrowsExactly<ArgumentException>(() => faults.ThrowIfAny("Fit", "options")).Message);
    }
}
