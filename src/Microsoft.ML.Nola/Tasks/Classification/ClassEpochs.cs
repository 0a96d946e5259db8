using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Tasks.Classification;

/// <summary>
/// How often a classifier of texts passes over few rows. With 100 rows in each of two classes ten epochs are as accurate as twenty (5 draws each; NOLA: reviews
/// +.004, SST-2 +.001; LoRA of rank 1: +.002, .000), take half as long, and are less sure of what is wrong: their log-loss is a third lower
/// (bench/results/quality-settings-bf16.jsonl). With few rows a class, where the classes are many and each is seen seldom, twenty remain. The methods that fit a
/// few numbers beside frozen weights go alike; a head alone and a whole network were not measured and keep twenty.
/// </summary>
internal static class ClassEpochs
{
    private const int Most = 10;
    private const int RowsOfAClass = 50;

    /// <summary>The most epochs that make the usual number of steps.</summary>
    public static int MostFor(AdaptationMethod method, int rows, int classes) =>
        method is not (AdaptationMethod.LinearProbe or AdaptationMethod.FullFineTuning) && rows / classes >= RowsOfAClass ? Most : TrainingPlan.MostEpochs;
}
