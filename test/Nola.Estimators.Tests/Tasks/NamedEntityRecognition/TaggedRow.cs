namespace Nola.Estimators.Tests.Tasks.NamedEntityRecognition;

/// <summary>A sentence with a tag for each word.</summary>
public sealed class TaggedRow
{
    public string Sentence { get; set; } = "";

    public string[] Tags { get; set; } = [];

    public float Weight { get; set; } = 1;
}

/// <summary>What a prediction engine gives back.</summary>
public sealed class TaggedPrediction
{
    public string[] PredictedTags { get; set; } = [];
}
