using Microsoft.ML.Nola.Tasks;

namespace Microsoft.ML.Nola;

/// <summary>
/// The options of <see cref="NolaFeaturizeImageEstimator"/>. <see cref="NolaFeatureOptions.Backbone"/> must be set to a backbone that takes images; none comes with
/// the library.
/// </summary>
public sealed class NolaFeaturizeImageOptions : NolaFeatureOptions
{
    /// <summary>Gets or sets the folder in which relative paths begin, if the column that is read holds paths. The zip keeps it as it is given.</summary>
    /// <value>The default is <see langword="null"/>: the current directory.</value>
    public string? ImageFolder { get; set; }

    /// <summary>Gets or sets both sides of what the backbone sees, in pixels, 1 to 4,096: a multiple of its patch size. The zip keeps it.</summary>
    /// <value>The default is <see langword="null"/>: what the backbone's preprocessor_config.json says.</value>
    public int? ImageSize { get; set; }

    private protected override void CollectFaults(OptionFaults faults)
    {
        base.CollectFaults(faults);
        ImageSettings.CollectFaults(faults, Backbone, ImageFolder, ImageSize);
    }
}
