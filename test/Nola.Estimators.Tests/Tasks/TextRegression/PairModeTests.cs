using System.Numerics.Tensors;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Tasks.TextRegression;
using Microsoft.ML.Nola.Text;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Estimators.Tests.Persistence;
using Nola.Testing;
using TorchSharp;

namespace Nola.Estimators.Tests.Tasks.TextRegression;

[TestClass]
public sealed class PairModeTests
{
    [TestMethod]
    public void An_unknown_mode_and_columns_of_one_name_are_named_in_one_message()
    {
        var options = new NolaTextRegressionOptions { PairMode = (PairMode)9, ScoreColumnName = "", Sentence2ColumnName = "" };
        Assert.AreEqual(
            "NolaTextRegression: ScoreColumnName is empty; Sentence2ColumnName is empty; null means that there is no second text; "
            + "PairMode is 9; it must be a member of PairMode. (Parameter 'options')",
            Assert.Throws<ArgumentException>(() => new MLContext().Regression.Trainers.NolaTextRegression(options)).Message);
    }

    /// <summary>Types of token tell two texts of one sequence apart; where each has its own there is nothing to tell apart.</summary>
    [TestMethod]
    public void Texts_that_are_read_apart_need_no_types_of_token()
    {
        using var fixture = new TinyFixture();
        string folder = TinyBackbone.Write(fixture.File("one-type"), tokenTypes: 1);
        NolaTextRegressionOptions options = Pairs.Options(fixture, PairMode.Cross);
        options.Backbone = BackboneReference.FromFolder(folder);
        Assert.Contains("knows 1 type of token", Assert.Throws<ArgumentException>(() => Pairs.Fit(fixture, options, Pairs.Rows(8))).Message);
        options.PairMode = PairMode.Siamese;
        using NolaTextRegressionTransformer model = Pairs.Fit(fixture, options, Pairs.Rows(8));
        Assert.IsTrue(Pairs.Scores(fixture, model, Pairs.Rows(8)).All(float.IsFinite));
    }

    [TestMethod]
    public void A_model_that_has_learnt_nothing_ranks_pairs_by_the_cosine_of_the_backbones_embeddings()
    {
        using var fixture = new TinyFixture();
        PairRow[] rows = Pairs.Rows(20);
        NolaTextRegressionOptions options = Pairs.Options(fixture);
        options.Pooling = PoolingMode.Mean;
        options.Adapter = new AdapterConfig { Method = AdaptationMethod.LinearProbe };
        options.Training = new NolaTrainingOptions { Epochs = 1, HeadLearningRate = 1e-12 };
        using NolaTextRegressionTransformer model = Pairs.Fit(fixture, options, rows);
        double[] scores = [.. Pairs.Scores(fixture, model, rows)];
        Assert.IsGreaterThan(1 - 1e-5, Correlation.Pearson([.. Cosines(fixture.BackboneFolder, rows)], scores), "a rising line of the cosine");
    }

    [TestMethod]
    public void A_mode_has_no_effect_on_rows_of_one_text()
    {
        using var fixture = new TinyFixture();
        NolaTextRegressionOptions options = fixture.RegressionOptions();
        float[][] scores = [.. Enum.GetValues<PairMode>().Select(mode =>
        {
            options.PairMode = mode;
            using NolaTextRegressionTransformer model = Pairs.Fit(fixture, options, Pairs.Rows(8));
            return Pairs.Scores(fixture, model, Pairs.Rows(8));
        })];
        CollectionAssert.AreEqual(scores[0], scores[1]);
    }

    /// <summary>The weights of a head would be taken for others if a zip could say so.</summary>
    [TestMethod]
    [DataRow("\"siamese\"", "\"other\"")]
    [DataRow("\"siamese\"", "1")]
    [DataRow("\"sentence2\"", "\"sentence3\"")]
    [DataRow("\"pair_mode\"", "\"mode\"")]
    [DataRow("\"score\"", "\"result\"")]
    [DataRow("\"siamese\"", "\"cross\"")]
    public void A_zip_whose_mode_is_unknown_or_lacks_its_column_is_refused(string old, string replacement)
    {
        StageEntries stage = StageEntries.OfGoldenStage("v2/regression-siamese");
        var own = new Dictionary<string, byte[]>(stage.Own, StringComparer.Ordinal);
        string json = Encoding.UTF8.GetString(own[StageJson.EntryName]);
        Assert.Contains(old, json);
        own[StageJson.EntryName] = Encoding.UTF8.GetBytes(json.Replace(old, replacement, StringComparison.Ordinal));
        StageEntries.Sign(own);
        Refusals.Of<CorruptModelException>(() => StageEntries.Load(StageEntries.GoldenContext(), stage.Zip(own)), $"{old} is {replacement}");
    }

    private static IEnumerable<double> Cosines(string folder, PairRow[] rows)
    {
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(folder));
        TextTokenizer tokenizer = TextTokenizer.FromFolder(folder);
        foreach (PairRow row in rows)
        {
            (float[] first, float[] second) = (Embed(row.Text), Embed(row.Second));
            yield return TensorPrimitives.CosineSimilarity<float>(first, second);
        }

        float[] Embed(string text)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            using var mode = torch.no_grad();
            int[] ids = [.. tokenizer.Encode(text).Ids];
            return lease.Backbone.Forward(new TokenBatch(ids, Array.ConvertAll(ids, static _ => 1), 1, ids.Length)).mean([1]).data<float>().ToArray();
        }
    }
}
