namespace Microsoft.ML.Nola;

/// <summary>What the log-likelihood of a continuation is divided by. A longer one has more factors below 1, so undivided ones favour short continuations.</summary>
public enum ScoreNormalization
{
    /// <summary>Nothing; <c>acc</c> of lm-evaluation-harness chooses by it.</summary>
    None,

    /// <summary>The number of its tokens.</summary>
    Tokens,

    /// <summary>
    /// The number of its characters (code points) without white space before and behind; <c>acc_norm</c> of lm-evaluation-harness chooses by it.
    /// </summary>
    Characters,

    /// <summary>The number of its bytes in UTF-8 without white space before and behind; <c>acc_bytes</c> of lm-evaluation-harness chooses by it.</summary>
    Bytes,
}
