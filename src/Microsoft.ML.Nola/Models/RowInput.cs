namespace Microsoft.ML.Nola.Models;

/// <summary>What a stage reads of a row and a model makes an input of: texts, or an image.</summary>
internal abstract record RowInput;
