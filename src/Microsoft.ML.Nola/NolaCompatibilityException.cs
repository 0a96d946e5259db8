namespace Microsoft.ML.Nola;

/// <summary>
/// Two things that are each in order do not go together: library versions, a native library, a newer file format, an architecture that this version does not
/// know.
/// </summary>
public sealed class NolaCompatibilityException : NolaException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What does not go together, and what does.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    internal NolaCompatibilityException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
