using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Tasks.Classification;

/// <summary>
/// What a fit over labelled texts does if the user does not say, by the rows that it has. This is the one place for it. The fits behind each rule are in
/// bench/results/quality-settings-bf16.jsonl, and docs/quality.md has their tables.
/// </summary>
internal static class TextClassifierDefaults
{
    private const int MostEpochsOfFullClasses = 10;
    private const int RowsOfAFullClass = 50;
    private const int FewRows = 500;
    private const double RateOfFewRows = 2e-3;

    /// <summary>
    /// The peak learning rate; null for the method's own. Over 200 rows of two classes NOLA at 2e-3 is as accurate as at 3e-3 or better (5 draws each: reviews
    /// +.003, SST-2 +.001), and its log-loss is a seventh lower.
    /// </summary>
    public static double? LearningRate(AdaptationMethod method, int rows) => method == AdaptationMethod.Nola && rows < FewRows ? RateOfFewRows : null;

    /// <summary>
    /// The most epochs that make the usual number of steps. With 100 rows in each of two classes ten epochs are as accurate as twenty (5 draws each; NOLA:
    /// reviews +.004, SST-2 +.001; LoRA of rank 1: +.002, .000), take half as long, and are less sure of what is wrong: their log-loss is a third lower. With few
    /// rows a class, where the classes are many and each is seen seldom, twenty remain. The methods that fit a few numbers beside frozen weights go alike; a head
    /// alone and a whole network were not measured and keep twenty.
    /// </summary>
    public static int MostEpochs(AdaptationMethod method, int rows, int classes) =>
        method is not (AdaptationMethod.LinearProbe or AdaptationMethod.FullFineTuning) && rows / classes >= RowsOfAFullClass
            ? MostEpochsOfFullClasses
            : TrainingPlan.MostEpochs;
}
