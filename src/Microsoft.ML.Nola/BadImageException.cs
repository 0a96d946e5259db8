namespace Microsoft.ML.Nola;

/// <summary>An image cannot be used: there is no such file, it is empty, cut off, damaged, too large, or no picture at all.</summary>
public sealed class BadImageException : NolaException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="image">The file, or the row that the image comes from.</param>
    /// <param name="fault">What is wrong with it, and what to do.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    internal BadImageException(string image, string fault, Exception? innerException = null)
        : base($"The image '{image}' cannot be used: {fault}", innerException)
    {
        Image = image;
    }

    /// <summary>Gets the path of the file, or what names the row that the image comes from.</summary>
    public string Image { get; }
}
