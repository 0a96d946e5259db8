namespace Microsoft.ML.Nola.Models;

/// <summary>What a stage reads of a row and a model makes an input of: texts, or an image.</summary>
internal abstract record RowInput
{
    /// <summary>About how much memory it holds, if that is much: an image may be megabytes. 0 if it is little.</summary>
    public virtual long Bytes => 0;
}
