using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Nola.Basis;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Basis;

/// <summary>Known answers: those published with Random123, and those of an implementation in Python integers.</summary>
[TestClass]
public sealed class PhiloxTests
{
    [TestMethod]
    public void A_block_gives_the_known_answers() => Check(BasisVectors.Local("philox4x32-10.json"), expectedAnswers: 27);

    [TestMethod]
    public void A_block_gives_all_known_answers() =>
        Check(Repository.Shared("fixtures", "nola-math", "philox", "philox4x32-10.json"), expectedAnswers: 67);

    private static void Check(string path, int expectedAnswers)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        int answers = 0;
        foreach (string name in (string[])["published", "computed"])
        {
            foreach (JsonElement vector in document.RootElement.GetProperty(name).EnumerateArray())
            {
                CollectionAssert.AreEqual(Words(vector, "output"), Block(vector), vector.GetRawText());
                answers++;
            }
        }

        Assert.AreEqual(expectedAnswers, answers);
        foreach (JsonElement vector in document.RootElement.GetProperty("seven_rounds").EnumerateArray())
        {
            CollectionAssert.AreNotEqual(Words(vector, "output"), Block(vector), "Seven rounds are another generator.");
        }
    }

    private static uint[] Block(JsonElement vector)
    {
        uint[] counter = Words(vector, "counter");
        uint[] key = Words(vector, "key");
        (uint w0, uint w1, uint w2, uint w3) = Philox.Block(counter[0], counter[1], counter[2], counter[3], key[0] | ((ulong)key[1] << 32));
        return [w0, w1, w2, w3];
    }

    private static uint[] Words(JsonElement vector, string name) =>
        [.. vector.GetProperty(name).EnumerateArray().Select(word => uint.Parse(word.GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
}
