namespace FewShotImages;

/// <summary>A way to learn classes of images.</summary>
internal interface IMethod
{
    /// <summary>Learns from some images and finds the classes of others.</summary>
    /// <param name="train">The images to learn from.</param>
    /// <param name="test">The others.</param>
    /// <param name="setting">One of the contender's settings.</param>
    /// <param name="seed">The seed of the fit.</param>
    Outcome Run(Picture[] train, Picture[] test, double setting, int seed);
}
