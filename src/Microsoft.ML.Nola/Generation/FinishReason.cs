namespace Microsoft.ML.Nola.Generation;

/// <summary>Why a text ended.</summary>
internal enum FinishReason
{
    /// <summary>It has as many new tokens as it may have, or prompt and text fill what the backbone reads.</summary>
    Length,

    /// <summary>The model gave an end token, or no token was left that it may give.</summary>
    EndOfText,

    /// <summary>It came to a stop string.</summary>
    StopString,
}
