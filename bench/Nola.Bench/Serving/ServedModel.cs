using Microsoft.ML;
using Microsoft.ML.Nola;

namespace Nola.Bench.Serving;

/// <summary>A small model over MiniLM, for benchmarks of serving: what it learnt does not matter.</summary>
internal static class ServedModel
{
    /// <summary>Fits the model and saves it.</summary>
    /// <param name="zip">The model zip.</param>
    /// <param name="scoringBatchSize">How many rows it scores at once; null for the default.</param>
    /// <param name="scoring">Whether its adapter is merged.</param>
    public static void Save(string zip, int? scoringBatchSize = null, ScoringMode scoring = ScoringMode.Unmerged)
    {
        var context = new MLContext(seed: 0);
        IDataView data = context.Data.LoadFromEnumerable([new Row { Text = "good", Label = "yes" }, new Row { Text = "bad", Label = "no" }]);
        var options = new NolaTextClassificationOptions
        {
            Sentence1ColumnName = "Text", ScoringBatchSize = scoringBatchSize, Scoring = scoring, Training = new NolaTrainingOptions { Epochs = 1 },
        };
        using var model = context.Transforms.Conversion.MapValueToKey("Label")
            .Append(context.MulticlassClassification.Trainers.NolaTextClassification(options))
            .Fit(data);
        context.Model.Save(model, data.Schema, zip);
    }

    internal sealed class Row
    {
        public string Text { get; set; } = "";

        public string Label { get; set; } = "";
    }

    internal sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }
}
