namespace Nola.Tables.Labels;

/// <summary>What there is to learn from a label.</summary>
public enum LabelTask
{
    /// <summary>One of several classes.</summary>
    Multiclass = 0,

    /// <summary>Yes or no.</summary>
    Binary = 1,

    /// <summary>A number.</summary>
    Regression = 2,

    /// <summary>Any number of labels; never guessed.</summary>
    MultiLabel = 3,
}
