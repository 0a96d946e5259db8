using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Tasks;

namespace Microsoft.ML.Nola;

/// <summary>
/// The options of <see cref="NolaImageClassificationTrainer"/>. <see cref="NolaStageOptions.Backbone"/> must be set to a backbone that takes images; none comes with
/// the library. <see cref="NolaStageOptions.MaxLength"/> is of texts and must stay unset.
/// </summary>
public sealed class NolaImageClassificationOptions : NolaStageOptions
{
    /// <summary>Gets or sets the label column, a key.</summary>
    /// <value>The default is "Label".</value>
    public string LabelColumnName { get; set; } = DefaultColumns.Label;

    /// <summary>Gets or sets the column of class probabilities that is added.</summary>
    /// <value>The default is "Score".</value>
    public string ScoreColumnName { get; set; } = DefaultColumns.Score;

    /// <summary>Gets or sets the column of the predicted class that is added.</summary>
    /// <value>The default is "PredictedLabel".</value>
    public string OutputColumnName { get; set; } = DefaultColumns.PredictedLabel;

    /// <summary>Gets or sets the image column: images as <c>LoadImages</c> gives them, the path of an image file, or the bytes of one (a vector of byte).</summary>
    /// <value>The default is "Image".</value>
    public string FeatureColumnName { get; set; } = DefaultColumns.Image;

    /// <summary>Gets or sets the folder in which relative paths begin, if the image column holds paths. The zip keeps it as it is given.</summary>
    /// <value>The default is <see langword="null"/>: the current directory.</value>
    public string? ImageFolder { get; set; }

    /// <summary>Gets or sets both sides of what the backbone sees, in pixels, 1 to 4,096: a multiple of its patch size. The zip keeps it.</summary>
    /// <value>The default is <see langword="null"/>: what the backbone's preprocessor_config.json says.</value>
    public int? ImageSize { get; set; }

    /// <summary>
    /// Gets or sets how the images of training rows are changed at random, drawn by seed, epoch and row. Images are then decoded anew in each epoch, while the
    /// network computes.
    /// </summary>
    /// <value>The default is <see langword="null"/>: they are taken as they are, and decoded once.</value>
    public ImageAugmentationOptions? Augmentation { get; set; }

    /// <summary>Gets or sets what a fit does with an image that cannot be used. A fitted stage always throws: it has no answer for such a row.</summary>
    /// <value>The default is <see cref="BadImageBehavior.Throw"/>.</value>
    public BadImageBehavior OnBadImage { get; set; }

    /// <summary>Gets or sets how much the rows of each class count.</summary>
    /// <value>The default is <see langword="null"/>: all rows count the same.</value>
    public ClassWeights? ClassWeights { get; set; }

    private protected override void CollectFaults(OptionFaults faults)
    {
        RequireNames(
            faults,
            [(nameof(LabelColumnName), LabelColumnName), (nameof(FeatureColumnName), FeatureColumnName)],
            [(nameof(ScoreColumnName), ScoreColumnName), (nameof(OutputColumnName), OutputColumnName)]);
        ImageSettings.CollectFaults(faults, Backbone, ImageFolder, ImageSize);
        faults.Require(MaxLength is null, $"MaxLength is {MaxLength}, but images have no text that could be cut; leave it null");
        faults.Require(Enum.IsDefined(OnBadImage), $"OnBadImage is {OnBadImage}; it must be a member of BadImageBehavior");
        Augmentation?.CollectFaults(faults);
        base.CollectFaults(faults);
    }

    private protected override void CopyParts() => Augmentation = Augmentation?.Clone();
}
