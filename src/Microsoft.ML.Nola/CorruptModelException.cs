namespace Microsoft.ML.Nola;

/// <summary>A file or a zip entry holds something other than its format allows.</summary>
public sealed class CorruptModelException : NolaException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file, or the entry of a zip, that is at fault.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    internal CorruptModelException(string path, string fault, Exception? innerException = null)
        : base($"'{path}' cannot be read: {fault}", innerException)
    {
        Path = path;
    }

    /// <summary>Gets the file, or the entry of a zip, that is at fault.</summary>
    public string Path { get; }
}
