namespace Microsoft.ML.Nola;

/// <summary>The colours of a picture.</summary>
public enum PlotTheme
{
    /// <summary>Dark on white.</summary>
    Light,

    /// <summary>Light on black.</summary>
    Dark,
}
