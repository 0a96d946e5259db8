using System.Globalization;
using System.Text;
using Microsoft.ML.Nola;
using Nola.Bench.Quality.Data;
using Nola.Bench.Quality.Methods;

namespace Nola.Bench.Quality.Reporting;

/// <summary>The page of the results: a table and a plot for each data set.</summary>
internal sealed class QualityReport(ResultFile results, ResultFile ofSettings, DataSet[] sets, Contender[] contenders, Contender[] settings)
{
    private const string Reference = "LoRA r=1 (q,v)";
    private const string Defaults = "NOLA, defaults";
    private static readonly string[] Overview = ["linear probe", Defaults, "NOLA, 1/8, defaults", Reference, "full fine-tuning"];

    // Those that a user would have in the place of the defaults.
    private static readonly string[] Rivals =
    [
        "linear probe", Reference, "LoRA r=4 (q,v)", "LoRA r=1 (mlp)", "LoRA r=4 (mlp)", "Uni-LoRA, 1/2", "VeRA, 1/2", "VeRA, 1", "full fine-tuning",
    ];

    /// <param name="path">The page.</param>
    /// <param name="file">The name of the file of results.</param>
    /// <param name="computeType">In which type of number the backbones computed.</param>
    public void Write(string path, string file, ComputeType computeType)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(Path.Combine(folder, "images"));
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # Quality

            What methods reach on the same rows with all-MiniLM-L6-v2, and what ML.NET reaches without a backbone. Every fit is a line of `bench/results/{file}`.
            `dotnet run -c Release --project bench/Nola.Bench.Quality -- --data FOLDER --results bench/results/{file} --compute-type {computeType}` makes the lines; with `--report docs/quality.md` it makes this page.
            Backbones computed in {(computeType == ComputeType.BFloat16 ? "bfloat16, which takes half the time and changes accuracies by less than a seed does ([Computing in 16 bits](deployment.md#computing-in-16-bits))" : "single precision")}.

            * A seed draws the rows to learn from anew, and is the seed of the fit and of the basis. Every method sees the same rows in the same batches.
            * Each method chose one of three settings (rates; passes and weights for ML.NET's own) by a fifth of the rows to learn from that was
              held out, with seeds {string.Join(", ", Table.ChoosingSeeds)}, which the tables do not have. The rows to measure with were looked at once, with the chosen setting. "Defaults" chose nothing.
            * +- is the standard deviation over seeds. The difference is that of the same seeds, with the 95 % interval of its mean by Student's t.
            * A contender or a data set that is not here has not been measured yet; the number of seeds says how far the others are.
            * 1, 1/2, 1/4 and 1/8 are parts of what LoRA of rank 1 trains on query and value. Numbers do not count the head. ECE is the expected
              calibration error, in 15 bins. "Calibrated" keeps a fifth of the rows from the fit and finds a temperature by them
              (`Calibrate`); its log-loss and ECE are those of one fit before and after. "Best epoch" keeps the same fifth and returns the epoch
              that is best on it.
            * Plots leave out ML.NET's own methods, fits that keep a fifth, and shuffled labels. The dashed line is the linear probe, which trains no
              numbers beside the head. Points with as many numbers stand side by side, and bars are one standard deviation.

            """);
        AppendOverview(page);
        AppendRivals(page);
        foreach (DataSet set in sets)
        {
            Row[] rows = RowsOf(set);
            if (rows.Length > 0)
            {
                string image = $"quality-{set.Name}.png";
                AccuracyPlot.Save(Path.Combine(folder, "images", image), rows);
                page.Append(CultureInfo.InvariantCulture, $"\n## {set.Name}\n\n{set.Source}.\n\n");
                Append(page, rows, Reference);
                page.Append(CultureInfo.InvariantCulture, $"\n![Accuracy against trained numbers](images/{image})\n");
            }
        }

        AppendSettings(page);
        File.WriteAllText(path, page.ToString());
    }

    /// <summary>The accuracies that a reader asks for first.</summary>
    private void AppendOverview(StringBuilder page)
    {
        page.Append("\n## At a glance\n\nMean accuracy; the tables below have spreads, log-losses and intervals of differences.\n\n");
        page.Append(CultureInfo.InvariantCulture, $"| rows to learn from | best of ML.NET | {string.Join(" | ", Overview)} |\n|---|---|{string.Concat(Enumerable.Repeat("---|", Overview.Length))}\n");
        string[] stockNames = [.. StockMethods.All().Select(static method => method.Name)];
        foreach (DataSet set in sets)
        {
            Row[] rows = RowsOf(set);
            Row? stock = rows.Where(row => stockNames.Contains(row.Name, StringComparer.Ordinal)).MaxBy(static row => row.Accuracy.Mean);
            Row?[] shown = [stock, .. Overview.Select(name => Array.Find(rows, row => row.Name == name))];
            if (shown.Any(static row => row is not null))
            {
                int seeds = shown.Max(static row => row?.BySeed.Count ?? 0);
                page.Append(CultureInfo.InvariantCulture, $"| {set.Name} | {string.Join(" | ", shown.Select(row => Text(row?.Accuracy.Mean, "F4") + Fewer(row, seeds)))} |\n");
            }
        }

        static string Fewer(Row? row, int seeds) => row is not null && row.BySeed.Count < seeds ? $" ({row.BySeed.Count} seeds)" : string.Empty;
    }

    /// <summary>The defaults against each of the others, on all data sets.</summary>
    private void AppendRivals(StringBuilder page)
    {
        page.Append("\n## The defaults against the others\n\nThe accuracy of NOLA's defaults minus that of the other, on the same draws. An interval that holds 0 does not tell the two apart.\n\n");
        Row[][] all = [.. sets.Select(RowsOf)];
        page.Append(CultureInfo.InvariantCulture, $"| NOLA's defaults minus | numbers | {string.Join(" | ", sets.Select(static set => set.Name))} |\n|---|---|{string.Concat(sets.Select(static _ => "---|"))}\n");
        foreach (string name in Rivals)
        {
            Row?[] rivals = [.. all.Select(rows => Array.Find(rows, row => row.Name == name))];
            if (rivals.FirstOrDefault(static row => row is not null) is { } any)
            {
                IEnumerable<string> differences = all.Zip(rivals, static (rows, rival) =>
                    Array.Find(rows, static row => row.Name == Defaults) is { } defaults ? Difference(defaults, rival) : "");
                page.Append(CultureInfo.InvariantCulture, $"| {name} | {any.Parameters:N0} | {string.Join(" | ", differences)} |\n");
            }
        }
    }

    private Row[] RowsOf(DataSet set) => [.. contenders.Select(contender => Row.Of(results, set.Name, contender)).OfType<Row>()];

    private void AppendSettings(StringBuilder page)
    {
        page.Append("\n## Settings of NOLA\n\nWhat the defaults are chosen by: each setting as it is, on the rows of the tables above. Heads learn at 5e-3 unless a setting has another rate for them.\n");
        foreach (DataSet set in sets)
        {
            Row[] rows = [.. settings.Select(contender => Row.Of(ofSettings, set.Name, contender)).OfType<Row>()];
            if (rows.Length > 0)
            {
                page.Append(CultureInfo.InvariantCulture, $"\n### {set.Name}, settings\n\n");
                Append(page, rows, NolaSettings.Reference);
            }
        }
    }

    private static void Append(StringBuilder page, Row[] rows, string referenceName)
    {
        page.Append(CultureInfo.InvariantCulture, $"| method | numbers | setting | seeds | accuracy | log-loss | ECE | minus {referenceName} | processor s | zip, bytes |\n");
        page.Append("|---|---|---|---|---|---|---|---|---|---|\n");
        Row? reference = Array.Find(rows, row => row.Name == referenceName);
        foreach (Row row in rows)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Name} | {row.Parameters:N0} | {Text(row.Setting, "G3")} | {row.Accuracy.Count} | {row.Accuracy.Mean:F4}{(row.Accuracy.Count > 1 ? $" +- {row.Accuracy.Deviation:F4}" : "")} "
                + $"| {FromTo(row.LogLossBefore, row.LogLoss)} | {FromTo(row.CalibrationErrorBefore, row.CalibrationError)} | {Difference(row, reference)} "
                + $"| {row.Seconds:F0} | {row.ZipBytes:N0} |\n");
        }
    }

    private static string Difference(Row row, Row? reference)
    {
        if (reference is null || row == reference || row.Above(reference) is not { } spread)
        {
            return "";
        }

        string interval = spread.HalfInterval is { } half ? $" [{Signed(spread.Mean - half)}, {Signed(spread.Mean + half)}]" : "";
        return Signed(spread.Mean) + interval;
    }

    private static string FromTo(Spread? before, Spread? after) => before is not { } first ? Text(after?.Mean, "F3") : $"{Text(first.Mean, "F3")} to {Text(after?.Mean, "F3")}";

    private static string Signed(double value) => Text(value, "+0.0000;-0.0000");

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
