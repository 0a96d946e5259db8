using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks;
using Microsoft.ML.Nola.Tasks.TextFeatures;

namespace Microsoft.ML.Nola;

/// <summary>
/// Makes a vector of each text: the embedding that a pretrained transformer gives it, as it is or adapted. Other trainers learn from it: SDCA, LightGBM,
/// k-means, principal components. Nothing is trained, and no label is needed.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Input and Output Columns
/// | Column | Type | |
/// |---|---|---|
/// | input | text | read |
/// | output | vector of float, as long as the backbone's hidden states are wide | added |
///
/// ### Estimator Characteristics
/// | | |
/// |---|---|
/// | Does this estimator need to look at the data to train its parameters? | No |
/// | Is caching required? | Behind it, for trainers that read rows more than once (SDCA, k-means): AppendCacheCheckpoint, or each pass runs the transformer again |
/// | Required NuGet in addition to Microsoft.ML | Nola.MLNet, Nola.Backbones.MiniLM for the default backbone, and a native package of the TorchSharp family |
/// | Exportable to ONNX | No |
///
/// Empty and missing text is valid.
/// ]]></format>
/// </remarks>
public sealed class NolaFeaturizeTextEstimator : IEstimator<NolaFeaturizeTextTransformer>
{
    private readonly FeatureStageMaker _maker;
    private readonly NolaFeaturizeTextOptions _options;

    internal NolaFeaturizeTextEstimator(StageEnvironment environment, NolaFeaturizeTextOptions options)
    {
        _options = options;
        _maker = new FeatureStageMaker(TextFeatureStage.Name, environment, options, new TextColumns(options.ResolvedInputColumnName, null));
    }

    /// <summary>Finds the backbone and the adapter. Rows are not read.</summary>
    /// <param name="input">Rows with the text column.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or not text.</exception>
    /// <exception cref="ArgumentException">Options do not go with the backbone or the adapter.</exception>
    /// <exception cref="BackboneNotFoundException">The backbone was in none of the places searched.</exception>
    /// <exception cref="CorruptModelException">A file of the backbone or of the adapter is damaged or missing.</exception>
    /// <exception cref="NolaCompatibilityException">The backbone, its tokenizer or the adapter is of a kind that this version does not know, or they do not go
    /// together.</exception>
    public NolaFeaturizeTextTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _maker.Check(input, nameof(input));
        return CreateTransformer();
    }

    /// <summary>Promises the column of features.</summary>
    /// <param name="inputSchema">The columns that come in.</param>
    /// <returns>The columns that come in, and the one that is added.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _maker.Promise(inputSchema, nameof(inputSchema));
    }

    /// <summary>The stage, which depends on no rows.</summary>
    internal NolaFeaturizeTextTransformer CreateTransformer() => new(_maker.Create(
        TextLayout.Joined,
        _options.MaxLength,
        ColumnRoles.Sentence1,
        (columns, width) => TextFeatureStage.Create(columns, new FeatureSettings { Dimensions = width, Normalize = _options.Normalize })));
}
