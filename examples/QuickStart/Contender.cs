using Microsoft.ML;

namespace QuickStart;

/// <summary>A pipeline that is fitted and compared with others.</summary>
/// <param name="Name">What the tables call it.</param>
/// <param name="Pipeline">What is fitted.</param>
/// <param name="Accuracy">The share of rows, scored by the fitted pipeline, whose label is right.</param>
/// <param name="TrainedNumbers">How many numbers the fitted pipeline has learned.</param>
internal sealed record Contender(
    string Name,
    IEstimator<ITransformer> Pipeline,
    Func<IDataView, double> Accuracy,
    Func<ITransformer, int> TrainedNumbers);
