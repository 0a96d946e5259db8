using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Models;

/// <summary>What a BPE model's file says beside vocabulary and merges.</summary>
internal sealed record BpeSettings
{
    /// <summary>Gets the id for characters that the vocabulary lacks; without one they leave no trace.</summary>
    public int? UnknownId { get; init; }

    /// <summary>Gets whether neighbours that are unknown become one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>Gets whether unknown characters are written as bytes, &lt;0x00&gt; to &lt;0xFF&gt;.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Gets whether a word that is in the vocabulary as a whole is taken so, even if merges would not lead there.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>Gets what tokens within a word begin with.</summary>
    public string ContinuingPrefix { get; init; } = "";

    /// <summary>Gets what the last token of a word ends with.</summary>
    public string EndSuffix { get; init; } = "";

    /// <summary>Gets whether it matters where in a word a character stands.</summary>
    public bool DependsOnPlace => ContinuingPrefix.Length > 0 || EndSuffix.Length > 0;

    /// <summary>Reads the settings of a file.</summary>
    public static BpeSettings Read(JsonSettings model, PieceVocabulary vocabulary) => new()
    {
        UnknownId = vocabulary.NamedId(model, "unk_token"),
        FuseUnknown = model.GetBoolean("fuse_unk", false),
        ByteFallback = model.GetBoolean("byte_fallback", false),
        IgnoreMerges = model.GetBoolean("ignore_merges", false),
        ContinuingPrefix = model.GetString("continuing_subword_prefix", "")!,
        EndSuffix = model.GetString("end_of_word_suffix", "")!,
    };
}
