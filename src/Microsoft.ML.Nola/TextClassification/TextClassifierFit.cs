namespace Microsoft.ML.Nola.TextClassification;

/// <summary>One fit of a text classifier: made first (which finds the backbone), then filled with rows, then run.</summary>
internal sealed class TextClassifierFit(TextClassifierSettings settings) : IDisposable
{
    public TextClassifierSettings Settings { get; } = settings;

    public LabelledTexts Train { get; } = new();

    public LabelledTexts Validation { get; } = new();

    /// <summary>Fits. Throws <see cref="OperationCanceledException"/> or returns what was learnt when cancelled, as the callbacks say.</summary>
    public TextClassifier Run(FitCallbacks callbacks) => throw new NotSupportedException(callbacks.ToString());

    public void Dispose()
    {
    }
}
