using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Bench.Comparisons;
using Nola.Bench.Serving;

namespace Nola.Bench.Scores;

/// <summary>The memory of a process while Transform scores very many rows, which come from an iterator and are kept by nobody.</summary>
internal static class ScaleBenchmark
{
    private const int Reports = 10;

    private static readonly string[] Texts =
    [
        "where is my card?", "a gripping film, beautifully shot", "please cancel the transfer i made yesterday", "how do i change my pin",
        "the plot never quite comes together", "top up failed", "i want to know the exchange rate for euros", "nothing here is worth your time",
    ];

    /// <param name="count">The rows.</param>
    /// <param name="backbone">A backbone's folder; null for MiniLM.</param>
    public static void Run(int count, string? backbone = null)
    {
        var context = new MLContext(seed: 0);
        IDataView train = context.Data.LoadFromEnumerable(Rows(16));
        var options = new NolaTextClassificationOptions
        {
            Sentence1ColumnName = "Text",
            Backbone = backbone is null ? BackboneReference.Default : BackboneReference.FromFolder(backbone),
            ScoringBatchSize = 64,
            Training = new NolaTrainingOptions { Epochs = 1 },
        };
        using var model = context.Transforms.Conversion.MapValueToKey("Label").Append(context.MulticlassClassification.Trainers.NolaTextClassification(options)).Fit(train);
        IDataView scored = model.Transform(context.Data.LoadFromEnumerable(Rows(count)));
        Console.WriteLine("rows,rows/s,resident_mb,managed_mb,others");
        var load = new MachineLoad();
        var clock = Stopwatch.StartNew();
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        VBuffer<float> score = default;
        for (int row = 1; cursor.MoveNext(); row++)
        {
            getter(ref score);
            if (row % (count / Reports) == 0)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row},{row / clock.Elapsed.TotalSeconds:F0},{ProcessMemory.Read("status", "VmRSS"):F0},{GC.GetTotalMemory(forceFullCollection: true) / 1e6:F1},"
                    + $"{load.Others():F2}"));
            }
        }
    }

    private static IEnumerable<ServedModel.Row> Rows(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return new ServedModel.Row { Text = Texts[i % Texts.Length], Label = i % 2 == 0 ? "yes" : "no" };
        }
    }
}
