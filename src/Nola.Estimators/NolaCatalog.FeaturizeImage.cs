using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.ImageFeatures;

namespace Microsoft.ML;

/// <content>Features of images.</content>
public static partial class NolaCatalog
{
    /// <summary>Makes a vector of each image, the embedding that a pretrained vision transformer gives it, for other trainers to learn from.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column of features that is added.</param>
    /// <param name="inputColumnName">The images: as <c>LoadImages</c> gives them, paths, or bytes of files; <see langword="null"/> takes the column that <paramref name="outputColumnName"/> names.</param>
    /// <param name="backbone">The pretrained vision transformer. None comes with the library, so it must be given.</param>
    /// <param name="pooling">How the hidden states of an image become one vector; <see langword="null"/> takes the backbone's own way.</param>
    /// <param name="normalize">Whether each vector is scaled to length 1.</param>
    /// <returns>The estimator.</returns>
    public static NolaFeaturizeImageEstimator NolaFeaturizeImage(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        BackboneReference? backbone = null,
        PoolingMode? pooling = null,
        bool normalize = false)
        => NolaFeaturizeImage(catalog, new NolaFeaturizeImageOptions
        {
            OutputColumnName = outputColumnName,
            InputColumnName = inputColumnName,
            Backbone = backbone ?? BackboneReference.Default,
            Pooling = pooling,
            Normalize = normalize,
        });

    /// <summary>Makes a vector of each image, the embedding that a pretrained vision transformer gives it, for other trainers to learn from.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; they are checked and copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">Some options are out of range; the message names them all.</exception>
    public static NolaFeaturizeImageEstimator NolaFeaturizeImage(this TransformsCatalog catalog, NolaFeaturizeImageOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        Compatibility.Check();
        const string Name = ImageFeatureStage.Name;
        return new NolaFeaturizeImageEstimator(new StageEnvironment(Environments.Of(catalog), Name), options.Snapshot<NolaFeaturizeImageOptions>(Name));
    }
}
