namespace Microsoft.ML.Nola;

/// <summary>Settings do not go with the backbone. The face makes an <see cref="ArgumentException"/> of it that names the stage; other argument exceptions are mistakes of our own.</summary>
internal sealed class SettingsException(string message, Exception? innerException = null) : NolaException(message, innerException);
