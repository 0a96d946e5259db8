using Microsoft.ML.Nola;
using Nola.Tables;

namespace Nola.Tool.Running;

/// <summary>Tells errors that a sentence explains from faults of the program.</summary>
internal static class Failure
{
    /// <summary>The sentence; null if the error is a fault of the program.</summary>
    public static string? Explain(Exception exception)
    {
        // ML.NET wraps what a stage throws while it is loaded, so the library's own error may be an inner one.
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is NolaException or FileFaultException)
            {
                return cause.Message;
            }
        }

        return exception switch
        {
            ArgumentException { ParamName: { } parameter } => exception.Message.Replace($" (Parameter '{parameter}')", string.Empty, StringComparison.Ordinal),
            ArgumentException or IOException or UnauthorizedAccessException or InvalidOperationException => exception.Message,
            _ => null,
        };
    }
}
