namespace Microsoft.ML.Nola;

/// <summary>What holds for every NOLA stage of one MLContext; set with <c>mlContext.SetNolaOptions</c>.</summary>
public sealed class NolaEnvironmentOptions
{
    /// <summary>
    /// Gets the folders in which a backbone is looked for before those of the environment variable <c>NOLA_BACKBONES</c>. Each is a backbone's folder or
    /// the parent of some.
    /// </summary>
    /// <value>The default is empty.</value>
    public IList<string> BackboneFolders { get; } = [];

    /// <summary>
    /// Gets or sets in which type of number backbones are held and computed, in fits and in scoring. It holds for stages that are fitted or loaded
    /// afterwards. No zip keeps it: a model that was fitted with one type can be used with the other.
    /// </summary>
    /// <value>The default is <see cref="ComputeType.Float32"/>.</value>
    public ComputeType ComputeType { get; set; }

    /// <summary>
    /// Gets or sets how many torch threads a small forward pass gets, such as that of a single sentence. It holds for stages that are fitted or loaded
    /// afterwards. Scores can differ in their last digits between the two, as they can between numbers of threads.
    /// </summary>
    /// <value>The default is <see cref="PredictionThreads.One"/>.</value>
    public PredictionThreads PredictionThreads { get; set; }

    /// <summary>
    /// Gets or sets what ends the work of stages on rows that ML.NET reads, for which its own calls take no token: in a transform, an evaluation or a preview
    /// each read after the cancellation throws an <see cref="OperationCanceledException"/>, generation of texts between two passes. Fits have a token of their
    /// own, and prediction engines go on.
    /// </summary>
    /// <value>The default is <see cref="CancellationToken.None"/>.</value>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Checks the options and copies them; relative folders are taken from the current directory now.</summary>
    internal NolaEnvironmentOptions Snapshot()
    {
        var faults = new OptionFaults();
        faults.Require(!BackboneFolders.Any(string.IsNullOrWhiteSpace), "BackboneFolders holds an empty path");
        faults.Require(Enum.IsDefined(ComputeType), $"ComputeType is {ComputeType}; it must be a member of ComputeType");
        faults.Require(Enum.IsDefined(PredictionThreads), $"PredictionThreads is {PredictionThreads}; it must be a member of PredictionThreads");
        faults.ThrowIfAny(nameof(NolaCatalog.SetNolaOptions), "options");
        var copy = new NolaEnvironmentOptions { CancellationToken = CancellationToken, ComputeType = ComputeType, PredictionThreads = PredictionThreads };
        foreach (string folder in BackboneFolders)
        {
            copy.BackboneFolders.Add(Path.GetFullPath(folder));
        }

        return copy;
    }
}
