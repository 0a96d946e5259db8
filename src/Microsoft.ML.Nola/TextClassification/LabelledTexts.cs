namespace Microsoft.ML.Nola.TextClassification;

/// <summary>Tokenised texts with their classes: packed int32 ids, nothing else of the text is kept.</summary>
internal sealed class LabelledTexts
{
    /// <summary>The number of rows.</summary>
    public int Count => throw new NotSupportedException();

    /// <summary>The number of rows whose text was cut.</summary>
    public int Truncated => throw new NotSupportedException();

    /// <summary>Adds a row.</summary>
    public void Add(string first, string? second, int target) => throw new NotSupportedException($"{first}{second}{target}");
}
