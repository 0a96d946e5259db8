using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Runtime;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>A pipeline gives the same, byte for byte, in a culture with other letters or another decimal point.</summary>
[TestClass]
public sealed partial class CultureTests
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Invariant = new(() => Run("", static text => text.ToUpperInvariant()));

    [TestMethod]
    [DataRow(CultureScope.Turkish)]
    [DataRow(CultureScope.German)]
    public void Fit_scores_zip_folder_and_log_are_the_same(string culture) => AreSame(Invariant.Value, Run(culture, static text => text.ToUpperInvariant()));

    /// <summary>The words are lower case in the vocabulary, so the tests above would not see letters that are left as they are.</summary>
    [TestMethod]
    public void Upper_case_reads_as_lower_case_in_Turkish() => AreSame(Invariant.Value, Run(CultureScope.Turkish, static text => text));

    [TestMethod]
    [DataRow("")]
    [DataRow(CultureScope.Turkish)]
    [DataRow(CultureScope.German)]
    public void A_training_that_diverges_says_so_with_a_decimal_point(string culture)
    {
        using CultureScope scope = new(culture);
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Backbone = BackboneReference.FromFolder(WriteFaultyBackbone(fixture.File("not a number")));
        options.Training.LearningRate = 0.125;
        IDataView data = fixture.Keyed(24);
        Assert.AreEqual(
            "NolaTextClassification: the training loss is NaN at step 1 of 9: training has diverged. "
            + "Lower Training.LearningRate (now 0.125) or Training.HeadLearningRate (now 0.005).",
            Assert.ThrowsExactly<NolaException>(() => fixture.Trainer(options).Fit(data)).Message);
    }

    private static void AreSame(IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> actual)
    {
        CollectionAssert.AreEquivalent(expected.Keys.ToArray(), actual.Keys.ToArray());
        foreach (string name in expected.Keys)
        {
            Assert.AreEqual(expected[name], actual[name], name);
        }
    }

    /// <summary>What a program gets to see: from a file of rows, over fit, scores, zip and folder, to the zip's scores once it is loaded.</summary>
    private static Dictionary<string, string> Run(string culture, Func<string, string> spell)
    {
        using CultureScope scope = new(culture);
        using var fixture = new TinyFixture();
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        List<string> log = [];
        fixture.Context.Log += (_, line) =>
        {
            if (line.Kind == ChannelMessageKind.Info && line.Source.Contains("NolaTextClassification", StringComparison.Ordinal))
            {
                log.Add(Speed().Replace(line.RawMessage, "<speed>"));
            }
        };
        IDataView data = LoadRows(fixture, spell);
        NolaTextClassificationOptions options = fixture.Options();
        options.ValidationSet = fixture.Context.Transforms.Conversion.MapValueToKey("Label", "Tag").Fit(data).Transform(data);
        using var model = fixture.Pipeline(options).Fit(data);
        seen["log"] = string.Join('\n', log);
        IDataView scored = model.Transform(data);
        seen["scores"] = string.Join(' ', TinyFixture.ScoreBits(scored));
        seen["labels"] = string.Join(' ', scored.GetColumn<string>("PredictedTag"));
        seen["numbers"] = string.Join(' ', scored.GetColumn<float>("Number").Select(static number => number.ToString("R", CultureInfo.InvariantCulture)));
        Assert.Contains("12.5", seen["numbers"], "the file's numbers are read with a decimal point");

        NolaTransformer stage = model.GetNolaTransformers().Single();
        stage.SaveAdapter(fixture.File("adapter"));
        foreach (string path in Directory.GetFiles(fixture.File("adapter")))
        {
            seen[Path.GetFileName(path)] = Convert.ToHexStringLower(File.ReadAllBytes(path));
        }

        fixture.Context.Model.Save(model, data.Schema, fixture.File("model.zip"));
        foreach ((string name, byte[] content) in ZipFiles.Read(File.ReadAllBytes(fixture.File("model.zip"))))
        {
            seen["zip: " + name] = Convert.ToHexStringLower(content);
        }

        Assert.AreEqual(
            seen["scores"], string.Join(' ', TinyFixture.ScoreBits(fixture.LoadingContext().Model.Load(fixture.File("model.zip"), out _).Transform(data))));
        return seen;
    }

    private static IDataView LoadRows(TinyFixture fixture, Func<string, string> spell)
    {
        string path = fixture.File("rows.tsv");
        File.WriteAllLines(path, TinyFixture.Rows(24).Select(row => FormattableString.Invariant($"{spell(row.Text)}\t{row.Tag}\t{row.Number + 0.5f}")));
        return fixture.Context.Data.CreateTextLoader(
        [
            new TextLoader.Column(nameof(Row.Text), DataKind.String, 0),
            new TextLoader.Column(nameof(Row.Tag), DataKind.String, 1),
            new TextLoader.Column(nameof(Row.Number), DataKind.Single, 2),
        ]).Load(path);
    }

    /// <summary>A backbone whose first number is not one.</summary>
    private static string WriteFaultyBackbone(string folder)
    {
        string path = Path.Combine(TinyBackbone.Write(folder), "model.safetensors");
        byte[] file = File.ReadAllBytes(path);
        int start = sizeof(long) + (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(start), float.NaN);
        File.WriteAllBytes(path, file);
        return folder;
    }

    [GeneratedRegex("[0-9]+ rows/s, [0-9]+ s left|(?<= in )[0-9]+\\.[0-9] s")]
    private static partial Regex Speed();
}
