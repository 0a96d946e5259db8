namespace Nola.Tool.Running;

/// <summary>This machine lacks what the program needs.</summary>
internal sealed class MachineFaultException(string message, Exception innerException) : Exception(message, innerException);
