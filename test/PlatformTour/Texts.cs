using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Text;
using Nola.Estimators.Tests.EndToEnd;
using QuickStart;

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
            [new TextLoader.Column(nameof(LabelledText.Text), DataKind.String, 0), new TextLoader.Column(nameof(LabelledText.Category), DataKind.String, 1)],
            hasHeader: true);
        Write("loader", loader.Load(path));
        TextData data = TsvFile.Load(context, path);
        Write("train", data.Train);
        Write("test", data.Test);

        void Write(string name, IDataView rows)
        {
            foreach (LabelledText row in context.Data.CreateEnumerable<LabelledText>(rows, reuseRowObject: false))
            {
                output.WriteLine($"{name} '{row.Text}' '{row.Category}'");
            }
        }
    }
}
