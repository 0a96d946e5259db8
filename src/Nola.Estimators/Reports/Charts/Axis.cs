namespace Microsoft.ML.Nola.Reports;

/// <summary>One axis of a chart: a range of values laid out over a range of the picture, and round numbers to mark it with.</summary>
/// <param name="Least">The least value.</param>
/// <param name="Largest">The largest value.</param>
/// <param name="Step">The distance of marks.</param>
/// <param name="Start">Where the least value lies.</param>
/// <param name="End">Where the largest value lies.</param>
internal sealed record Axis(double Least, double Largest, double Step, double Start, double End)
{
    /// <summary>The values that are marked.</summary>
    public IEnumerable<double> Marks
    {
        get
        {
            double first = Math.Ceiling((Least / Step) - 1e-9) * Step;
            int count = (int)Math.Floor(((Largest - first) / Step) + 1e-9) + 1;
            return Enumerable.Range(0, count).Select(i => first + (i * Step));
        }
    }

    /// <summary>How the marks are written: all with as many decimals as the distance needs.</summary>
    public string Format
    {
        get
        {
            int decimals = (int)Math.Max(0, -Math.Floor(Math.Log10(Step) + 1e-9));
            return decimals == 0 ? "0" : decimals <= 4 ? $"0.{new string('0', decimals)}" : "0.#e+0";
        }
    }

    /// <summary>An axis that holds all values and begins and ends at a mark.</summary>
    /// <param name="values">The values; those that are no numbers are left out.</param>
    /// <param name="start">Where the axis begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="whole">Whether only whole numbers make sense.</param>
    public static Axis Over(IEnumerable<double> values, double start, double end, bool whole = false)
    {
        double[] known = [.. values.Where(double.IsFinite).DefaultIfEmpty(0)];
        (double least, double largest) = (known.Min(), known.Max());
        // From zero, unless that would flatten what there is to see.
        least = !whole && least > 0 && least < 0.5 * largest ? 0 : least;
        if (largest - least <= 1e-12 * Math.Max(1, Math.Abs(largest)))
        {
            double room = whole ? 1 : largest == 0 ? 1 : Math.Abs(largest) * 0.1;
            (least, largest) = (least - room, largest + room);
        }

        // Epochs are short words, so more of them are marked.
        double step = RoundStep((largest - least) / (whole ? 9 : 4));
        step = whole ? Math.Max(1, Math.Ceiling(step)) : step;
        return whole
            ? new Axis(least, largest, step, start, end)
            : new Axis(Math.Floor((least / step) + 1e-9) * step, Math.Ceiling((largest / step) - 1e-9) * step, step, start, end);
    }

    /// <summary>Where a value lies in the picture.</summary>
    public double At(double value) => Start + ((value - Least) / (Largest - Least) * (End - Start));

    /// <summary>The next of 1, 2, 5, 10, ... times a power of ten.</summary>
    private static double RoundStep(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        double digit = step / power;
        return power * (digit <= 1.000001 ? 1 : digit <= 2.000001 ? 2 : digit <= 5.000001 ? 5 : 10);
    }
}
