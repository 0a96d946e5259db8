namespace Nola.Bench.Quality.Methods;

/// <summary>What rows are kept from a fit for.</summary>
internal enum KeptRows
{
    /// <summary>None are kept.</summary>
    None,

    /// <summary>The temperature of the fitted scores.</summary>
    Calibration,

    /// <summary>The choice of the best epoch.</summary>
    BestEpoch,
}
