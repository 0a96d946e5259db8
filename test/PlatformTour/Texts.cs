using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Text;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Tables.Labels;

namespace PlatformTour;

/// <summary>What is read from text files, whose lines end in LF or CRLF.</summary>
internal static class Texts
{
    public static void WriteTokens(string folder, TextWriter output)
    {
        TextTokenizer tokenizer = TextTokenizer.FromFolder(folder);
        foreach (string text in TinyFixture.Rows(30).Select(static row => row.Text).Append("vovo baba [MASK] unknown"))
        {
            output.WriteLine($"{text}: {string.Join(' ', tokenizer.Encode(text).Ids)}");
        }
    }

    /// <summary>The rows as ML.NET's loader reads them, and as the QuickStart does, with its split.</summary>
    public static void WriteRows(string path, TextWriter output)
    {
        var context = new MLContext(seed: 1);
        TextLoader loader = context.Data.CreateTextLoader(
            [new TextLoader.Column(nameof(LabelledRow.Text), DataKind.String, 0), new TextLoader.Column(nameof(LabelledRow.Label), DataKind.String, 1)],
            hasHeader: true);
        foreach (LoadedRow row in context.Data.CreateEnumerable<LoadedRow>(loader.Load(path), reuseRowObject: false))
        {
            output.WriteLine($"loader '{row.Text}' '{row.Label}'");
        }

        (LabelledTable train, LabelledTable test) = LabelledTable.Read(path).Split(fraction: 0.2, seed: 1);
        Write("train", train);
        Write("test", test);

        void Write(string name, LabelledTable table)
        {
            foreach (LabelledRow row in table.Rows)
            {
                output.WriteLine($"{name} {row.Line} '{row.Text}' '{row.Label}'");
            }
        }
    }
}
