using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Models.Images;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks;
using Microsoft.ML.Nola.Tasks.ImageFeatures;

namespace Microsoft.ML.Nola;

/// <summary>
/// Makes a vector of each image: the embedding that a pretrained vision transformer gives it, as it is or adapted. Other trainers learn from it: SDCA, LightGBM,
/// k-means, principal components. Nothing is trained, and no label is needed.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Input and Output Columns
/// | Column | Type | |
/// |---|---|---|
/// | input | image (see `LoadImages`), text (the path of a file), or vector of byte (the content of a file) | read |
/// | output | vector of float, as long as the backbone's hidden states are wide | added |
///
/// ### Estimator Characteristics
/// | | |
/// |---|---|
/// | Does this estimator need to look at the data to train its parameters? | No |
/// | Is caching required? | Behind it, for trainers that read rows more than once (SDCA, k-means): AppendCacheCheckpoint, or each pass runs the transformer again |
/// | Required NuGet in addition to Microsoft.ML | Nola.MLNet, and a native package of the TorchSharp family |
/// | Exportable to ONNX | No |
///
/// An image that cannot be used is a `BadImageException`, which names the row and the path.
/// ]]></format>
/// </remarks>
public sealed class NolaFeaturizeImageEstimator : IEstimator<NolaFeaturizeImageTransformer>
{
    private readonly FeatureStageMaker _maker;
    private readonly NolaFeaturizeImageOptions _options;

    internal NolaFeaturizeImageEstimator(StageEnvironment environment, NolaFeaturizeImageOptions options)
    {
        _options = options;
        _maker = new FeatureStageMaker(ImageFeatureStage.Name, environment, options, new ImageColumn(options.ResolvedInputColumnName, options.ImageFolder));
    }

    /// <summary>Finds the backbone and the adapter. Rows are not read.</summary>
    /// <param name="input">Rows with the image column.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or not of images.</exception>
    /// <exception cref="ArgumentException">Options do not go with the backbone or the adapter.</exception>
    /// <exception cref="BackboneNotFoundException">The backbone was in none of the places searched.</exception>
    /// <exception cref="CorruptModelException">A file of the backbone or of the adapter is damaged or missing.</exception>
    /// <exception cref="NolaCompatibilityException">The backbone, its preprocessor_config.json or the adapter is of a kind that this version does not know, or they do not go
    /// together.</exception>
    public NolaFeaturizeImageTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _maker.Check(input, nameof(input));
        return CreateTransformer();
    }

    /// <summary>Promises the column of features.</summary>
    /// <param name="inputSchema">The columns that come in.</param>
    /// <returns>The columns that come in, and the one that is added.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or not of images.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _maker.Promise(inputSchema, nameof(inputSchema));
    }

    /// <summary>The stage, which depends on no rows.</summary>
    internal NolaFeaturizeImageTransformer CreateTransformer() => new(_maker.Create(
        new ImageLayout { ImageSize = _options.ImageSize },
        null,
        ColumnRoles.Image,
        (columns, width) => ImageFeatureStage.Create(columns, new ImageFeatureSettings
        {
            Dimensions = width,
            Normalize = _options.Normalize,
            ImageSize = _options.ImageSize,
            ImageFolder = _options.ImageFolder,
        })));
}
