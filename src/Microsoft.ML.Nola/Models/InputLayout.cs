using Microsoft.ML.Nola.Heads;

namespace Microsoft.ML.Nola.Models;

/// <summary>
/// How rows of a kind become inputs of a backbone, and what a head gets of them. The task decides; a saved model has the layout of its task.
/// </summary>
internal abstract class InputLayout
{
    /// <summary>How single tokens are read; null if sequences are pooled.</summary>
    public virtual TokensReadout? Readout => null;

    /// <summary>Whether the head reads single tokens; if not, sequences are pooled.</summary>
    public bool ReadsTokens => Readout is not null;

    /// <summary>The layout of a fitted model, if a fit reads rows otherwise than scoring does.</summary>
    public virtual InputLayout ForScoring => this;

    /// <summary>The same layout with another place for temporary files; itself if it writes none.</summary>
    public virtual InputLayout WithTempFolder(string folder) => this;

    /// <summary>Leases a backbone, with what makes its inputs of rows. The caller disposes it.</summary>
    public abstract PreparedBackbone Acquire(BackboneRequest request);
}
