namespace Microsoft.ML.Nola.Text.WordPiece;

/// <summary>Who of BERT's kin a tokenizer is of: they differ in the special tokens around texts.</summary>
internal enum WordPieceKin
{
    /// <summary>[CLS] A [SEP] B [SEP], with type ids.</summary>
    Bert,

    /// <summary>&lt;s&gt; A &lt;/s&gt;&lt;/s&gt; B &lt;/s&gt;, without type ids.</summary>
    Mpnet,
}
