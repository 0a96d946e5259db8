namespace Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

/// <summary>Entities as they were counted. What would be divided by 0 is 0.</summary>
/// <param name="Labelled">Those of the labels.</param>
/// <param name="Predicted">Those that were predicted.</param>
/// <param name="Right">Those that were predicted with the label's first word, last word and type.</param>
internal readonly record struct EntityCounts(long Labelled, long Predicted, long Right)
{
    public double Precision => Ratio(Right, Predicted);

    public double Recall => Ratio(Right, Labelled);

    public double F1 => Ratio(2 * Precision * Recall, Precision + Recall);

    public static EntityCounts operator +(EntityCounts left, EntityCounts right) =>
        new(left.Labelled + right.Labelled, left.Predicted + right.Predicted, left.Right + right.Right);

    private static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}
