namespace Microsoft.ML.Nola;

/// <summary>
/// How training images are changed at random, each epoch anew: a part of the image, its colours, its sharpness, its side. Definitions and words are those of
/// torchvision, the defaults those of the NOLA paper's experiments with images. Every draw is a function of training seed, epoch and row alone.
/// Images that are scored or validated are never changed.
/// </summary>
public sealed class ImageAugmentationOptions
{
    /// <summary>
    /// Gets or sets whether a random part of the image is resized to what the backbone sees (bilinear). If not, the image is resized and cropped as for scoring.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool RandomResizedCrop { get; set; } = true;

    /// <summary>Gets or sets the smallest share of the image's area that such a part has, above 0 and at most 1.</summary>
    /// <value>The default is 0.2.</value>
    public double MinScale { get; set; } = 0.2;

    /// <summary>Gets or sets the largest share of the image's area that such a part has, above 0 and at most 1.</summary>
    /// <value>The default is 1.</value>
    public double MaxScale { get; set; } = 1;

    /// <summary>Gets or sets the smallest ratio of width to height that such a part has before it is resized, 0.01 to 100.</summary>
    /// <value>The default is 3/4.</value>
    public double MinRatio { get; set; } = 3.0 / 4;

    /// <summary>Gets or sets the largest ratio of width to height that such a part has before it is resized, 0.01 to 100.</summary>
    /// <value>The default is 4/3.</value>
    public double MaxRatio { get; set; } = 4.0 / 3;

    /// <summary>Gets or sets the probability with which brightness, contrast, saturation and hue are changed, in random order; 0 to 1, 0 switches it off.</summary>
    /// <value>The default is 0.8.</value>
    public double ColorJitterProbability { get; set; } = 0.8;

    /// <summary>Gets or sets by how much brightness changes: by a factor from 1 - this, at least 0, to 1 + this; 0 to 10.</summary>
    /// <value>The default is 0.4.</value>
    public double Brightness { get; set; } = 0.4;

    /// <summary>Gets or sets by how much contrast changes, in the same way; 0 to 10.</summary>
    /// <value>The default is 0.4.</value>
    public double Contrast { get; set; } = 0.4;

    /// <summary>Gets or sets by how much saturation changes, in the same way; 0 to 10.</summary>
    /// <value>The default is 0.4.</value>
    public double Saturation { get; set; } = 0.4;

    /// <summary>Gets or sets by how much of the circle of colours hue turns, in either direction; 0 to 0.5.</summary>
    /// <value>The default is 0.1.</value>
    public double Hue { get; set; } = 0.1;

    /// <summary>Gets or sets the probability with which an image loses its colours, 0 to 1; 0 switches it off.</summary>
    /// <value>The default is 0.2.</value>
    public double GrayscaleProbability { get; set; } = 0.2;

    /// <summary>Gets or sets the probability with which an image is blurred, 0 to 1; 0 switches it off.</summary>
    /// <value>The default is 0.5.</value>
    public double GaussianBlurProbability { get; set; } = 0.5;

    /// <summary>Gets or sets how many pixels the blur reaches over, an odd number from 1 to 63.</summary>
    /// <value>The default is 13: three standard deviations to each side of the strongest blur.</value>
    public int GaussianBlurKernelSize { get; set; } = 13;

    /// <summary>Gets or sets the smallest standard deviation of the blur in pixels, above 0 and at most 100.</summary>
    /// <value>The default is 0.1.</value>
    public double MinSigma { get; set; } = 0.1;

    /// <summary>Gets or sets the largest standard deviation of the blur in pixels, above 0 and at most 100.</summary>
    /// <value>The default is 2.</value>
    public double MaxSigma { get; set; } = 2;

    /// <summary>Gets or sets the probability with which left and right are exchanged, 0 to 1; 0 switches it off, as for letters or traffic signs.</summary>
    /// <value>The default is 0.5.</value>
    public double HorizontalFlipProbability { get; set; } = 0.5;

    internal ImageAugmentationOptions Clone() => (ImageAugmentationOptions)MemberwiseClone();

    internal void CollectFaults(OptionFaults faults)
    {
        faults.Require(
            MinScale > 0 && MinScale <= MaxScale && MaxScale <= 1, $"Augmentation.MinScale is {MinScale} and MaxScale {MaxScale}; they must be above 0, in order, and at most 1");
        faults.Require(
            MinRatio >= 0.01 && MinRatio <= MaxRatio && MaxRatio <= 100, $"Augmentation.MinRatio is {MinRatio} and MaxRatio {MaxRatio}; they must be 0.01 to 100, in order");
        RequireShare(faults, ColorJitterProbability, nameof(ColorJitterProbability), 1);
        RequireShare(faults, Brightness, nameof(Brightness), 10);
        RequireShare(faults, Contrast, nameof(Contrast), 10);
        RequireShare(faults, Saturation, nameof(Saturation), 10);
        RequireShare(faults, Hue, nameof(Hue), 0.5);
        RequireShare(faults, GrayscaleProbability, nameof(GrayscaleProbability), 1);
        RequireShare(faults, GaussianBlurProbability, nameof(GaussianBlurProbability), 1);
        faults.Require(
            GaussianBlurKernelSize is >= 1 and <= 63 && GaussianBlurKernelSize % 2 == 1,
            $"Augmentation.GaussianBlurKernelSize is {GaussianBlurKernelSize}; it must be an odd number from 1 to 63");
        faults.Require(
            MinSigma > 0 && MinSigma <= MaxSigma && MaxSigma <= 100, $"Augmentation.MinSigma is {MinSigma} and MaxSigma {MaxSigma}; they must be above 0, in order, and at most 100");
        RequireShare(faults, HorizontalFlipProbability, nameof(HorizontalFlipProbability), 1);
    }

    private static void RequireShare(OptionFaults faults, double value, string name, double maximum) =>
        faults.Require(value >= 0 && value <= maximum, $"Augmentation.{name} is {value}; it must be 0 to {maximum}");
}
