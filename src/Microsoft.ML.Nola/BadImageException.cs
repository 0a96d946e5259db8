namespace Microsoft.ML.Nola;

/// <summary>An image cannot be used: there is no such file, it is empty, cut off, damaged, too large, or no picture at all.</summary>
public sealed class BadImageException : NolaException
{
    private readonly string _fault;

    /// <summary>Creates the exception.</summary>
    /// <param name="image">The file, or the row that the image comes from.</param>
    /// <param name="fault">What is wrong with it, and what to do.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    internal BadImageException(string image, string fault, Exception? innerException = null)
        : this(image, fault, null, innerException)
    {
    }

    private BadImageException(string image, string fault, long? row, Exception? innerException)
        : base(row is null ? $"The image '{image}' cannot be used: {fault}" : FormattableString.Invariant($"The image '{image}' in row {row} cannot be used: {fault}"), innerException)
    {
        Image = image;
        Row = row;
        _fault = fault;
    }

    /// <summary>Gets the path of the file, or what names the row that the image comes from.</summary>
    public string Image { get; }

    /// <summary>Gets the number of the row that the image comes from, from 0; <see langword="null"/> if it comes from none.</summary>
    public long? Row { get; }

    /// <summary>The same fault, of an image in a row.</summary>
    internal BadImageException InRow(long row) => new(Image, _fault, row, InnerException);
}
