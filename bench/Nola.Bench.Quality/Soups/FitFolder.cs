using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Nola;

namespace Nola.Bench.Quality.Soups;

/// <summary>Fits that are kept as zips, so that a later run goes on from there.</summary>
/// <param name="folder">Where they lie.</param>
/// <param name="minutes">No fit begins after so many minutes.</param>
internal sealed class FitFolder(string folder, double minutes)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>The fit, from its zip or new; null if the time is over.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="draw">The number of their draw.</param>
    /// <param name="seed">The training seed.</param>
    /// <param name="size">k and l.</param>
    public NolaTextClassificationTransformer? Find(SoupRows rows, int draw, int seed, int size)
    {
        string zip = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"draw{draw}-seed{seed}-k{size}.zip"));
        if (!File.Exists(zip))
        {
            if (_clock.Elapsed.TotalMinutes >= minutes)
            {
                Console.WriteLine("The time is over; the same command goes on from here.");
                return null;
            }

            rows.Fit(seed, size, zip);
        }

        return rows.Load(zip);
    }
}
