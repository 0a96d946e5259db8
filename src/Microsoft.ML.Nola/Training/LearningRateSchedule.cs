namespace Microsoft.ML.Nola;

/// <summary>How the learning rate goes on after the warm-up.</summary>
public enum LearningRateSchedule
{
    /// <summary>Falls linearly to zero at the last step.</summary>
    Linear,

    /// <summary>Stays at its peak.</summary>
    Constant,

    /// <summary>Falls to zero at the last step along half a wave of a cosine.</summary>
    Cosine,
}
