using System.Diagnostics;
using System.Globalization;

namespace Nola.Bench.Quality.Soups;

/// <summary>Fits that are kept as zips, so that a later run goes on from there.</summary>
/// <param name="folder">Where they lie.</param>
/// <param name="minutes">No fit begins after so many minutes.</param>
internal sealed class FitFolder(string folder, double minutes)
{
    /// <summary>What a command says whose fits are not all made.</summary>
    public const string TimeIsOver = "The time is over; the same command goes on from here.";

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Where a fit lies.</summary>
    /// <param name="draw">The number of the draw of rows.</param>
    /// <param name="seed">The training seed.</param>
    /// <param name="size">k and l.</param>
    public string Zip(int draw, int seed, int size) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"draw{draw}-seed{seed}-k{size}.zip"));

    /// <summary>Fits unless that is done already; false if the time is over.</summary>
    /// <inheritdoc cref="Zip"/>
    /// <param name="rows">The rows.</param>
    /// <param name="draw">The number of their draw.</param>
    /// <param name="seed">The training seed.</param>
    /// <param name="size">k and l.</param>
    public bool Fill(SoupRows rows, int draw, int seed, int size)
    {
        string zip = Zip(draw, seed, size);
        if (File.Exists(zip))
        {
            return true;
        }

        if (_clock.Elapsed.TotalMinutes >= minutes)
        {
            return false;
        }

        rows.Fit(seed, size, zip);
        return true;
    }
}
