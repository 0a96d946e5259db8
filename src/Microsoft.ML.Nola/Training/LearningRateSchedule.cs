namespace Microsoft.ML.Nola;

/// <summary>How the learning rate goes on after the warm-up.</summary>
public enum LearningRateSchedule
{
    /// <summary>Falls linearly to zero at the last step.</summary>
    Linear,

    /// <summary>Stays at its peak.</summary>
    Constant,
}
