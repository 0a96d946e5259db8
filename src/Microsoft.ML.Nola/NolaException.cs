namespace Microsoft.ML.Nola;

/// <summary>The base of every error that this library raises on its own account. The message says what was wrong, where, and what to do.</summary>
public class NolaException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was wrong, where, and what to do.</param>
    public NolaException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What was wrong, where, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public NolaException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
