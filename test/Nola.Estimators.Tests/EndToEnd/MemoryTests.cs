using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Scoring;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Many rows through one cursor: memory does not grow with them.</summary>
[TestClass]
public sealed class MemoryTests
{
    private const int Rows = 1_000_000;
    private const int Sample = 100_000;

    /// <summary>
    /// What a row of two words, eleven letters, may cost. On its way through the tokenizer a text becomes a normalised copy, a list of words and its
    /// enumerator, and a list of ids: 264 bytes. Ids (packed, and padded with a mask), order and scores are 4 bytes a token or class, and a batch of 256 rows
    /// has some dozens of tensors: 133 bytes. Together 397, and 355 once the runtime has optimised an enumerator away. One more object a row is too much.
    /// </summary>
    private const double BytesARow = 420;

    [TestMethod]
    public void A_million_rows_are_scored_in_flat_memory()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Backbone = BackboneReference.FromFolder(TinyBackbone.Write(fixture.File("smallest"), hidden: 8, layers: 1));
        options.Training.BatchSize = 256;
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(fixture.Keyed(24));
        IDataView scored = model.Transform(new GeneratedView(Rows, TinyFixture.Rows(60).Select(row => row.Text)));
        var live = new List<long>();
        var resident = new List<long>();
        long allocated = 0;
        int rows = 0;
        using (DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"]]))
        {
            ValueGetter<VBuffer<float>> score = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
            VBuffer<float> value = default;
            for (; cursor.MoveNext(); rows++)
            {
                score(ref value);
                if (rows % Sample == Sample - 1)
                {
                    live.Add(GC.GetTotalMemory(forceFullCollection: true));
                    resident.Add(Environment.WorkingSet);

                    // The first rows bind the model and warm the pools.
                    allocated = live.Count == 1 ? GC.GetTotalAllocatedBytes(precise: true) : allocated;
                }
            }
        }

        double bytesARow = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)(Rows - Sample);
        Assert.AreEqual(Rows, rows);
        Assert.HasCount(Rows / Sample, live);
        Console.WriteLine($"{bytesARow:F0} bytes a row; live {string.Join(' ', live)}; resident {string.Join(' ', resident)}");

        // One byte kept a row would be 0.9 MB at the end; resident memory also breathes with the collector, and a kept object of 40 bytes a row would be 36 MB.
        Assert.IsLessThan(500_000, live.Max() - live[0], string.Join(' ', live));
        Assert.IsLessThan(32_000_000, resident.Max() - resident[0], string.Join(' ', resident));
        Assert.IsLessThan(BytesARow, bytesARow);
    }
}
