namespace Microsoft.ML.Nola.Text.WordPiece;

/// <summary>Which special tokens a WordPiece tokenizer puts around texts.</summary>
internal enum WordPieceLayout
{
    /// <summary>[CLS] A [SEP] B [SEP], with type ids.</summary>
    Bert,

    /// <summary>&lt;s&gt; A &lt;/s&gt;&lt;/s&gt; B &lt;/s&gt;, without type ids.</summary>
    Mpnet,
}
