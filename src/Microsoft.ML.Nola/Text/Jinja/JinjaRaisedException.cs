namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>A template called raise_exception: it refuses what it was given.</summary>
/// <param name="text">What the template says.</param>
internal sealed class JinjaRaisedException(string text) : Exception(text);
