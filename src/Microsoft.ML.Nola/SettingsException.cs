namespace Microsoft.ML.Nola;

/// <summary>
/// Settings do not go with the backbone. Nola.Estimators turns it into an <see cref="ArgumentException"/> that names the stage; any other argument exception is
/// a bug of this library.
/// </summary>
internal sealed class SettingsException(string message, Exception? innerException = null) : NolaException(message, innerException);
