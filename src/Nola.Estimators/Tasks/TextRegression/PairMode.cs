namespace Microsoft.ML.Nola;

/// <summary>How a regression reads the two texts of a row.</summary>
public enum PairMode
{
    /// <summary>Together, as one sequence: each text is read in the light of the other. For any relation of two texts, such as a grade of an answer to a question.</summary>
    Cross,

    /// <summary>
    /// Each by itself: the score is a weighted cosine of their feature vectors, which starts as the cosine that the backbone itself gives. For likeness: which
    /// text is the first and which the second makes no difference.
    /// </summary>
    Siamese,
}
