namespace QuickStart;

/// <summary>An error of which the message is all that a user needs.</summary>
internal sealed class QuickStartException(string message) : Exception(message);
