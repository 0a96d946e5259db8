using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace PlatformTour;

/// <summary>Predictions as text: a line "label score score..." a row.</summary>
internal static class ScoreFile
{
    private const double Tolerance = 1e-5;

    public static void Write(IDataView scored, TextWriter output)
    {
        foreach ((string tag, float[] row) in scored.GetColumn<string>("PredictedTag").Zip(scored.GetColumn<float[]>("Score")))
        {
            output.WriteLine($"{tag} {string.Join(' ', row.Select(static score => score.ToString("R", CultureInfo.InvariantCulture)))}");
        }
    }

    /// <summary>Whether two files have the same labels and, to 1e-5, the same scores.</summary>
    public static bool Compare(string first, string second, TextWriter output)
    {
        (string Tag, float[] Scores)[] one = Read(first);
        (string Tag, float[] Scores)[] other = Read(second);
        bool sameLabels = one.Length > 0 && one.Select(static row => row.Tag).SequenceEqual(other.Select(static row => row.Tag));
        bool sameShape = sameLabels && one.Zip(other).All(static pair => pair.First.Scores.Length == pair.Second.Scores.Length);
        double difference = sameShape
            ? one.Zip(other).SelectMany(static pair => pair.First.Scores.Zip(pair.Second.Scores, static (x, y) => Math.Abs((double)x - y))).Max()
            : double.NaN;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{one.Length} rows, labels {(sameLabels ? "equal" : "differ")}, scores differ by at most {difference:0.0e-0} ({Tolerance:0e-0} is allowed)"));
        return difference <= Tolerance;
    }

    private static (string Tag, float[] Scores)[] Read(string path) =>
        [.. File.ReadLines(path).Select(static line => line.Split(' '))
            .Select(static parts => (parts[0], (float[])[.. parts[1..].Select(static part => float.Parse(part, CultureInfo.InvariantCulture))]))];
}
