namespace Nola.Tables;

/// <summary>Something is wrong with a file that the user named. The message is one sentence that says what, where, and the way out.</summary>
public sealed class FileFaultException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">The sentence.</param>
    /// <param name="innerException">What caused it, if something did.</param>
    public FileFaultException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
