using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.Nola;
using Nola.Bench.Serving;

namespace Nola.Bench.Predictions;

/// <summary>What the processes of a comparison with ONNX Runtime read: texts, their tokens, fitted models, and the same network as a graph.</summary>
internal sealed class PredictionFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nola-bench-").FullName;

    /// <param name="datasets">The folder with Banking77.</param>
    /// <param name="graph">MiniLM as an ONNX graph, whose weights are those of model.safetensors beside it; both are copied.</param>
    /// <param name="count">The number of texts.</param>
    public PredictionFiles(string datasets, string graph, int count)
    {
        const string Weights = "model.safetensors";
        File.Copy(graph, Graph);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "models", "minilm", Weights), Path.Combine(_folder, Weights));
        string[] texts = [.. LabelledData.Banking77(datasets, perClass: 1, draw: 0).Test.Take(count).Select(static row => row.Text.ReplaceLineEndings(" "))];
        File.WriteAllLines(Texts, texts);
        int[] values = [.. PredictionSides.Encode(texts).SelectMany(static ids => ids.Prepend(ids.Length))];
        File.WriteAllBytes(Ids, MemoryMarshal.AsBytes<int>(values));
    }

    /// <summary>The graph.</summary>
    public string Graph => Path.Combine(_folder, "graph.onnx");

    /// <summary>The texts, one a line.</summary>
    public string Texts => Path.Combine(_folder, "texts");

    /// <summary>Of each text how many tokens it has, then their ids, as int32 numbers.</summary>
    public string Ids => Path.Combine(_folder, "ids");

    /// <summary>A fitted model that scores so many rows at once; fitted when it is first asked for.</summary>
    public string Zip(int batchSize, ScoringMode scoring = ScoringMode.Unmerged)
    {
        string zip = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"model-{batchSize}-{scoring}.zip"));
        if (!File.Exists(zip))
        {
            ServedModel.Save(zip, batchSize, scoring);
        }

        return zip;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
