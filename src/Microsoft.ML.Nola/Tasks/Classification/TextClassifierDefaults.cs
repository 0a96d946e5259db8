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
    private const double HeadRateOfFewRows = 2e-3;

    /// <summary>Those of a head with an output for each class.</summary>
    public static TrainingDefaults OfClasses(AdaptationMethod method, int rows, int classes) =>
        OfAnyHead(method, rows, classes) with { HeadLearningRate = HeadLearningRate(method, rows, classes) };

    /// <summary>Those of a head with one output for two classes.</summary>
    public static TrainingDefaults OfOneOutput(AdaptationMethod method, int rows) => OfAnyHead(method, rows, classes: 2);

    private static TrainingDefaults OfAnyHead(AdaptationMethod method, int rows, int classes) =>
        new() { LearningRate = LearningRate(method, rows), MostEpochs = MostEpochs(method, rows, classes) };

    /// <summary>
    /// The peak learning rate; null for the method's own. Over 200 rows of two classes NOLA at 2e-3 is more accurate than at 3e-3 (5 draws each, the head at the rate
    /// below: reviews +.006, SST-2 +.007), and its log-loss is a sixth lower and more.
    /// </summary>
    private static double? LearningRate(AdaptationMethod method, int rows) => method == AdaptationMethod.Nola && rows < FewRows ? RateOfFewRows : null;

    /// <summary>
    /// The peak learning rate of the head; null for the method's own. Over 200 rows of two classes NOLA's head is better at 2e-3 than at 5e-3 (10 draws each: SST-2
    /// +.006, reviews +.002, and 9 and 6 % less log-loss), and LoRA's is not (5 draws: -.002, -.003). With 2,000 rows nothing is gained (SST-2 .000,
    /// 3 draws; reviews -.004, 2 draws); with 10 rows of each of 77 classes a point is lost (2 draws). A head of one output, which moves half as far from the other
    /// class, was not measured and keeps 5e-3.
    /// </summary>
    private static double? HeadLearningRate(AdaptationMethod method, int rows, int classes) =>
        method == AdaptationMethod.Nola && rows < FewRows && HasFullClasses(rows, classes) ? HeadRateOfFewRows : null;

    /// <summary>
    /// The most epochs that make the usual number of steps. With 100 rows in each of two classes ten epochs are as accurate as twenty (5 draws each; NOLA:
    /// reviews +.004, SST-2 +.001; LoRA of rank 1: +.002, .000), take half as long, and are less sure of what is wrong: their log-loss is a third lower. With few
    /// rows a class, where the classes are many and each is seen seldom, twenty remain. The methods that fit a few numbers beside frozen weights go alike; a head
    /// alone and a whole network were not measured and keep twenty.
    /// </summary>
    private static int MostEpochs(AdaptationMethod method, int rows, int classes) =>
        FitsFewNumbers(method) && HasFullClasses(rows, classes) ? MostEpochsOfFullClasses : TrainingDefaults.OfMethod.MostEpochs;

    private static bool FitsFewNumbers(AdaptationMethod method) => method is not (AdaptationMethod.LinearProbe or AdaptationMethod.FullFineTuning);

    private static bool HasFullClasses(int rows, int classes) => rows / classes >= RowsOfAFullClass;
}
