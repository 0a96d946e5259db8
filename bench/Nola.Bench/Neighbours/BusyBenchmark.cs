using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Nola.Bench.Neighbours;

/// <summary>
/// A fit of 48 rows and 2 epochs over MiniLM, Transform of the same rows, and sentences one at a time: on an idle machine, beside one and two processes that
/// keep a processor busy each, held to one processor by taskset, and in a process that .NET gives one processor (DOTNET_PROCESSOR_COUNT=1). "product" is
/// what the product sets by itself; "libgomp" is what OpenMP does by default: it waits actively for milliseconds, on as many threads as the machine has
/// processors. Each run is a process of its own, since OpenMP reads its settings once; the policies take turns. The table goes to standard output, medians and
/// ranges to standard error.
/// </summary>
internal static class BusyBenchmark
{
    private const int Rows = 48;
    private const string Spins = "GOMP_SPINCOUNT";
    private const string Count = "OMP_NUM_THREADS";
    private static readonly string[] Conditions = ["idle", "one", "two", "pinned", "limit"];

    // Of 25 to 33 tokens each.
    private static readonly string[] Sentences =
    [
        "i ordered a new card more than two weeks ago and it still has not arrived, can you please tell me where it is right now",
        "a gripping film, beautifully shot and well played, which nevertheless takes half an hour too long to come to its quiet and moving end",
        "please cancel the transfer that i made yesterday evening to my landlord, because i have found out that the account number was wrong",
        "the plot never quite comes together, the jokes fall flat, and nobody on the screen seems to believe in a single word of what they say",
    ];

    /// <summary>Measures policies: libgomp, product, passive, threads=N or spins=N; the first two if none is named.</summary>
    public static void Run(int rounds = 3, params string[] policies)
    {
        policies = policies is [] ? ["libgomp", "product"] : policies;
        Console.WriteLine(BusyCell.Header);
        var cells = new List<BusyCell>();
        for (int round = 1; round <= rounds; round++)
        {
            foreach (string condition in Conditions)
            {
                foreach (string policy in round % 2 == 1 ? policies : policies.Reverse())
                {
                    BusyCell cell = Measure(policy, condition);
                    Console.WriteLine(cell.ToCsv(round));
                    cells.Add(cell);
                }
            }
        }

        foreach (var group in cells.GroupBy(static cell => (cell.Condition, cell.Policy))
            .OrderBy(static group => Array.IndexOf(Conditions, group.Key.Condition)))
        {
            Console.Error.WriteLine(BusyCell.Summarize([.. group]));
        }
    }

    /// <summary>Measures in this process, and prints what <see cref="BusyCell.Parse"/> reads.</summary>
    public static void Measure()
    {
        var context = new MLContext(seed: 0);
        Row[] rows = [.. Enumerable.Range(0, Rows).Select(static i => new Row { Text = Sentences[i % Sentences.Length], Label = i % 2 == 0 ? "yes" : "no" })];
        Fit(context, rows, epochs: 1).Dispose();
        var clock = Stopwatch.StartNew();
        using var model = Fit(context, rows, epochs: 2);
        double fit = clock.Elapsed.TotalSeconds;
        double[] transforms = [.. Enumerable.Range(0, 4).Select(_ =>
        {
            clock.Restart();
            _ = model.Transform(context.Data.LoadFromEnumerable(rows)).GetColumn<float[]>("Score").Count();
            return clock.Elapsed.TotalSeconds;
        }).Skip(1).Order()];
        using PredictionEngine<Row, Scored> engine = context.Model.CreatePredictionEngine<Row, Scored>(
            model, new PredictionEngineOptions { OwnsTransformer = false });
        int count = 0;
        for (clock.Restart(); clock.Elapsed < TimeSpan.FromSeconds(1.5); count++)
        {
            engine.Predict(rows[count % rows.Length]);
        }

        Console.WriteLine(new BusyCell("", "", TorchGate.Shared.Run(torch.get_num_threads), fit, transforms[1], count / clock.Elapsed.TotalSeconds).Measured());
    }

    /// <summary>Keeps a processor busy until it is killed, or until the process that started it is gone.</summary>
    public static void KeepBusy()
    {
        new Thread(static () =>
        {
            Console.In.ReadToEnd();
            Environment.Exit(0);
        }) { IsBackground = true }.Start();
        for (ulong at = 1; at != 0; at = (at * 6364136223846793005) + 1442695040888963407)
        {
        }
    }

    private static BusyCell Measure(string policy, string condition)
    {
        Process[] neighbours =
            [.. Enumerable.Range(0, condition switch { "one" => 1, "two" => 2, _ => 0 }).Select(static _ => Start("neighbour", "product", "idle"))];
        try
        {
            using Process process = Start("measure", policy, condition);
            string line = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return BusyCell.Parse(policy, condition, line);
        }
        finally
        {
            foreach (Process neighbour in neighbours)
            {
                neighbour.Kill();
                neighbour.WaitForExit();
                neighbour.Dispose();
            }
        }
    }

    private static Process Start(string what, string policy, string condition)
    {
        string[] command = [.. condition == "pinned" ? (ReadOnlySpan<string>)["taskset", "-c", "0"] : [], Environment.ProcessPath!, "busy", what];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (string name in (ReadOnlySpan<string>)["OMP_WAIT_POLICY", Spins, Count, "MKL_NUM_THREADS", "DOTNET_PROCESSOR_COUNT"])
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in Variables(policy, condition == "limit"))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static IEnumerable<(string Name, string Value)> Variables(string policy, bool limited)
    {
        if (limited)
        {
            yield return ("DOTNET_PROCESSOR_COUNT", "1");
        }

        switch (policy.Split('='))
        {
            case ["libgomp"]:
                yield return (Spins, "300000");
                yield return (Count, Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
                break;
            case ["passive"]:
                yield return ("OMP_WAIT_POLICY", "passive");
                break;
            case ["spins", string spins]:
                yield return (Spins, spins);
                break;
            case ["threads", string threads]:
                yield return (Count, threads);
                break;
            case ["product"]:
                break;
            default:
                throw new ArgumentException($"There is no policy '{policy}': libgomp, product, passive, threads=N or spins=N.", nameof(policy));
        }
    }

    private static TransformerChain<NolaTextClassificationTransformer> Fit(MLContext context, Row[] rows, int epochs)
    {
        var options = new NolaTextClassificationOptions { Sentence1ColumnName = "Text", Training = new NolaTrainingOptions { Epochs = epochs } };
        return context.Transforms.Conversion.MapValueToKey("Label").Append(context.MulticlassClassification.Trainers.NolaTextClassification(options))
            .Fit(context.Data.LoadFromEnumerable(rows));
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }
}
