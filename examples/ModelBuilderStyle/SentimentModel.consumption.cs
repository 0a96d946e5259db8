using Microsoft.ML;
using Microsoft.ML.Data;

namespace ModelBuilderStyle;

/// <summary>The model in use: what goes in, what comes out, predictions.</summary>
public static partial class SentimentModel
{
    /// <summary>The model's file: in the working folder, or beside the program.</summary>
    public static string MLNetModelPath { get; } = FindModel("SentimentModel.zip");

    /// <summary>The engine of <see cref="Predict"/>. An engine serves one thread at a time: in a server, pool what <see cref="CreatePredictEngine"/> gives.</summary>
    public static readonly Lazy<PredictionEngine<ModelInput, ModelOutput>> PredictEngine = new(CreatePredictEngine);

    private static readonly MLContext Context = new();
    private static readonly Lazy<ITransformer> Model = new(static () => Context.Model.Load(MLNetModelPath, out _));

    /// <summary>Creates an engine. All engines share one model.</summary>
    public static PredictionEngine<ModelInput, ModelOutput> CreatePredictEngine() =>
        Context.Model.CreatePredictionEngine<ModelInput, ModelOutput>(Model.Value, new PredictionEngineOptions { OwnsTransformer = false });

    /// <summary>Predicts the label of one text.</summary>
    public static ModelOutput Predict(ModelInput input) => PredictEngine.Value.Predict(input);

    /// <summary>Predicts the scores of all labels of one text, the highest first.</summary>
    public static IOrderedEnumerable<KeyValuePair<string, float>> PredictAllLabels(ModelInput input) => GetSortedScoresWithLabels(Predict(input));

    /// <summary>Puts the labels to a prediction's scores, the highest first.</summary>
    public static IOrderedEnumerable<KeyValuePair<string, float>> GetSortedScoresWithLabels(ModelOutput result) =>
        GetLabels().Zip(result.Score, KeyValuePair.Create).OrderByDescending(static pair => pair.Value);

    /// <summary>The labels in the order of the scores.</summary>
    private static IEnumerable<string> GetLabels()
    {
        VBuffer<ReadOnlyMemory<char>> labels = default;
        PredictEngine.Value.OutputSchema[nameof(ModelOutput.Label)].GetKeyValues(ref labels);
        return labels.DenseValues().Select(static label => label.ToString());
    }

    private static string FindModel(string name)
    {
        string beside = Path.Combine(AppContext.BaseDirectory, name);
        return File.Exists(name) || !File.Exists(beside) ? Path.GetFullPath(name) : beside;
    }

    /// <summary>A row: a text, and the label to learn, which a prediction does not need.</summary>
    public sealed class ModelInput
    {
        [ColumnName("Text")]
        public string Text { get; set; } = string.Empty;

        [ColumnName("Label")]
        public string Label { get; set; } = string.Empty;
    }

    /// <summary>A prediction.</summary>
    public sealed class ModelOutput
    {
        [ColumnName("Text")]
        public string Text { get; set; } = string.Empty;

        /// <summary>Gets or sets the number of the row's own label among the labels, from 1; 0 if the row has none.</summary>
        [ColumnName("Label")]
        public uint Label { get; set; }

        [ColumnName("PredictedLabel")]
        public string PredictedLabel { get; set; } = string.Empty;

        /// <summary>Gets or sets the probability of each label.</summary>
        [ColumnName("Score")]
        public float[] Score { get; set; } = [];
    }
}
