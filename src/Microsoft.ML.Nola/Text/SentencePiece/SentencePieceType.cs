namespace Microsoft.ML.Nola.Text.SentencePiece;

/// <summary>What a piece is for; the numbers are those of the file.</summary>
internal enum SentencePieceType
{
    /// <summary>A piece of text.</summary>
    Normal = 1,

    /// <summary>What stands for text that no piece has.</summary>
    Unknown = 2,

    /// <summary>What stands around texts; text never spells it.</summary>
    Control = 3,

    /// <summary>Text that stays whole.</summary>
    UserDefined = 4,

    /// <summary>A place that is kept free.</summary>
    Unused = 5,

    /// <summary>A byte of what no piece has.</summary>
    Byte = 6,
}
