using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.TextFeatures;

namespace Microsoft.ML;

/// <content>Features of text.</content>
public static partial class NolaCatalog
{
    /// <summary>Makes a vector of each text, the embedding that a pretrained transformer gives it, for other trainers to learn from.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column of features that is added.</param>
    /// <param name="inputColumnName">The text; <see langword="null"/> takes the column that <paramref name="outputColumnName"/> names.</param>
    /// <param name="backbone">The pretrained transformer; <see langword="null"/> takes the default one.</param>
    /// <param name="pooling">How the hidden states of a text become one vector; <see langword="null"/> takes what the backbone's folder says.</param>
    /// <param name="normalize">Whether each vector is scaled to length 1.</param>
    /// <returns>The estimator.</returns>
    public static NolaFeaturizeTextEstimator NolaFeaturizeText(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        BackboneReference? backbone = null,
        PoolingMode? pooling = null,
        bool normalize = false)
        => NolaFeaturizeText(catalog, new NolaFeaturizeTextOptions
        {
            OutputColumnName = outputColumnName,
            InputColumnName = inputColumnName,
            Backbone = backbone ?? BackboneReference.Default,
            Pooling = pooling,
            Normalize = normalize,
        });

    /// <summary>Makes a vector of each text, the embedding that a pretrained transformer gives it, for other trainers to learn from.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; they are checked and copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">Some options are out of range; the message names them all.</exception>
    public static NolaFeaturizeTextEstimator NolaFeaturizeText(this TransformsCatalog catalog, NolaFeaturizeTextOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        Compatibility.Check();
        const string Name = TextFeatureStage.Name;
        return new NolaFeaturizeTextEstimator(new StageEnvironment(Environments.Of(catalog), Name), options.Snapshot<NolaFeaturizeTextOptions>(Name));
    }
}
