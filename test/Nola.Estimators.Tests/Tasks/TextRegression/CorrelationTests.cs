using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Tasks.TextRegression;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.TextRegression;

[TestClass]
public sealed class CorrelationTests
{
    [TestMethod]
    public void Correlations_are_those_of_scipy()
    {
        using JsonDocument fixture = JsonDocument.Parse(File.ReadAllText(Repository.Shared("fixtures", "text-metrics", "classification.json")));
        JsonElement[] cases = [.. fixture.RootElement.GetProperty("regression").EnumerateArray()];
        Assert.HasCount(3, cases);
        foreach (JsonElement one in cases)
        {
            (double[] x, double[] y) = (Numbers(one, "x"), Numbers(one, "y"));
            string name = one.GetProperty("name").GetString()!;
            Assert.AreEqual(one.GetProperty("pearson").GetDouble(), Correlation.Pearson(x, y), 1e-9, name);
            Assert.AreEqual(one.GetProperty("spearman").GetDouble(), Correlation.Spearman(x, y), 1e-9, name);
        }
    }

    [TestMethod]
    public void One_value_or_one_row_correlates_with_nothing()
    {
        Assert.IsTrue(double.IsNaN(Correlation.Pearson([1, 1, 1], [1, 2, 3])));
        Assert.IsTrue(double.IsNaN(Correlation.Spearman([1, 2, 3], [0.1, 0.1, 0.1])));
        Assert.IsTrue(double.IsNaN(Correlation.Pearson([1], [2])));
        Assert.AreEqual(1, Correlation.Spearman([1, 2, 3], [1, 10, 1e30]), 1e-12);
        Assert.AreEqual(-1, Correlation.Pearson([1, 2, 3], [3, 2, 1]), 1e-12);
    }

    [TestMethod]
    public void Rows_are_measured_whatever_made_their_scores()
    {
        var context = new MLContext();
        IDataView data = context.Data.LoadFromEnumerable(
            [new Scored(1, 10), new Scored(2, 30), new Scored(3, 20), new Scored(float.NaN, 7)]);
        CorrelationMetrics metrics = context.Regression.EvaluateCorrelation(data);
        Assert.AreEqual(3, metrics.Rows);
        Assert.AreEqual(0.5, metrics.Spearman, 1e-12);
        Assert.AreEqual(0.5, metrics.Pearson, 1e-12);
        Assert.AreEqual(
            "EvaluateCorrelation: the score column 'Score2' is not among the columns that come in (Label, Score); the nearest name is 'Score'. (Parameter 'data')",
            Assert.Throws<ArgumentOutOfRangeException>(() => context.Regression.EvaluateCorrelation(data, scoreColumnName: "Score2")).Message);
        Assert.Contains(
            "all 1 rows of the data lack a label in the column 'Label'",
            Assert.Throws<InvalidOperationException>(
                () => context.Regression.EvaluateCorrelation(context.Data.LoadFromEnumerable([new Scored(float.NaN, 7)]))).Message);
    }

    private static double[] Numbers(JsonElement one, string name) => [.. one.GetProperty(name).EnumerateArray().Select(static value => value.GetDouble())];

    private sealed class Scored(float label, float score)
    {
        public float Label { get; } = label;

        public float Score { get; } = score;
    }
}
