using System.Text.Json;
using Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Tasks.TextGeneration.Metrics;

/// <summary>Stems beside those of other programs.</summary>
[TestClass]
public sealed class EnglishStemmerTests
{
    /// <summary>What Snowball's own stemmer, as Lucene.NET 4.8 has it, makes of these words.</summary>
    private const string Snowball = """
        generate=generat generously=generous communication=communic communism=communism arsenal=arsenal customers=custom customer=custom
        rating=rate rated=rate family=famili families=famili friendly=friend riverside=riversid restaurants=restaur
        serving=serv serves=serv served=serv dying=die skies=sky early=earli inning=inning
        proceed=proceed exceeding=exceed cried=cri ties=tie gas=gas gaps=gap kiwis=kiwi
        hopping=hop hoped=hope hoping=hope agreed=agre feed=feed luxuriated=luxuri sky=sky
        happy=happi say=say yelling=yell youth=youth boyish=boyish rationalization=ration conditional=condit
        hopefulness=hope callousness=callous decisiveness=decis possibly=possibl terribly=terribl radically=radic differently=differ
        vilely=vile analogously=analog operator=oper sensibility=sensibl formality=formal electricity=electr electrical=electr
        goodness=good revival=reviv allowance=allow adjustable=adjust irritant=irrit replacement=replac adjustment=adjust
        adoption=adopt homologous=homolog effective=effect probate=probat rate=rate cease=ceas control=control
        roll=roll aren't=aren't john's=john kids'=kid yes=yes y's=y cannot=cannot
        geology=geolog apologies=apolog pleasantly=pleasant relatively=relat formative=format triplicate=triplic
        """;

    [TestMethod]
    public void Stems_are_those_of_Snowball()
    {
        string[][] pairs = [.. Snowball.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('='))];
        Assert.HasCount(83, pairs);
        foreach (string[] pair in pairs)
        {
            Assert.AreEqual(pair[1], EnglishStemmer.Stem(pair[0]), pair[0]);
        }
    }

    /// <summary>Porter's first stemmer, in NLTK's variant, agrees on most words; Snowball differs on three by its own rules.</summary>
    [TestMethod]
    public void Porters_first_stemmer_agrees_on_all_but_three_words()
    {
        using JsonDocument fixture = JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("fixtures", "text-metrics", "rouge.json")));
        JsonProperty[] stems = [.. fixture.RootElement.GetProperty("stems").EnumerateObject()];
        string[] others = [.. stems.Where(static stem => EnglishStemmer.Stem(stem.Name) != stem.Value.GetString()).Select(static stem => stem.Name)];
        Assert.HasCount(84, stems);
        CollectionAssert.AreEquivalent(new[] { "formative", "communism", "yes" }, others);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a")]
    [DataRow("'")]
    [DataRow("''")]
    [DataRow("'''")]
    [DataRow("yyy")]
    [DataRow("ion")]
    [DataRow("li")]
    [DataRow("'li")]
    [DataRow("\u00e9t\u00e9")]
    [DataRow("123")]
    public void Odd_words_have_a_stem(string word) => Assert.IsLessThanOrEqualTo(word.Length, EnglishStemmer.Stem(word).Length);
}
