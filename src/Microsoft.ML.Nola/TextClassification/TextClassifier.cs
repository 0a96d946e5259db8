namespace Microsoft.ML.Nola.TextClassification;

/// <summary>
/// A fitted text classifier: kilobytes of adapter and head, bound to its backbone at first use and again after <see cref="Dispose"/>. Thread-safe.
/// </summary>
internal sealed class TextClassifier : IDisposable
{
    public AdapterInfo Info => throw new NotSupportedException();

    /// <summary>What the fit did; null after loading.</summary>
    public NolaFitReport? Report => throw new NotSupportedException();

    public int ClassCount => throw new NotSupportedException();

    public int MaxLength => throw new NotSupportedException();

    public PoolingMode Pooling => throw new NotSupportedException();

    /// <summary>
    /// Takes an adapter folder's files (adapter_config.json, adapter_model.safetensors) as they were saved. Everything is read and checked here except
    /// the backbone, which is found at first use.
    /// </summary>
    /// <param name="files">Contents by file name.</param>
    /// <param name="origin">Where the files come from, for messages.</param>
    /// <param name="settings">What the files do not say.</param>
    /// <param name="backboneFolders">Asked at first use: folders to look for the backbone in before the environment's.</param>
    public static TextClassifier FromFiles(
        IReadOnlyDictionary<string, byte[]> files,
        string origin,
        TextClassifierState settings,
        Func<IReadOnlyList<string>> backboneFolders) => throw new NotSupportedException($"{files}{origin}{settings}{backboneFolders.Method}");

    /// <summary>The files of the adapter folder: adapter_config.json and adapter_model.safetensors.</summary>
    public IReadOnlyDictionary<string, byte[]> ToFiles() => throw new NotSupportedException();

    /// <summary>Writes the adapter folder.</summary>
    public void SaveAdapter(string folder) => throw new NotSupportedException(folder);

    /// <summary>Class probabilities (softmax), row-major [rows, classes]. <paramref name="second"/> has as many texts as <paramref name="first"/>.</summary>
    public float[] Score(IReadOnlyList<string> first, IReadOnlyList<string>? second) => throw new NotSupportedException($"{first}{second}");

    /// <summary>Returns leases and caches; the classifier keeps its kilobytes and binds again on use.</summary>
    public void Dispose()
    {
    }
}
