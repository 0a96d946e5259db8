using Microsoft.ML.Nola;
using Nola.Tables;

namespace QuickStart;

/// <summary>Tells errors that a sentence explains from those that need a stack trace.</summary>
internal static class Failure
{
    /// <summary>Returns the sentence, or null if the error is a fault of the program.</summary>
    public static string? Explain(Exception exception)
    {
        // ML.NET wraps what a stage throws while it is loaded, so the library's own error may be an inner one.
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is NolaException)
            {
                return cause.Message;
            }
        }

        return exception is QuickStartException or FileFaultException or IOException or UnauthorizedAccessException or ArgumentException ? exception.Message : null;
    }
}
