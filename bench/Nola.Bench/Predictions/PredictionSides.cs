using Microsoft.ML;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Text;
using Nola.Bench.Serving;
using TorchSharp;

namespace Nola.Bench.Predictions;

/// <summary>The product's sides of <see cref="PredictionBenchmark"/>, the bare network and the engine that a user has.</summary>
internal static class PredictionSides
{
    /// <summary>The network alone, on the thread that asks: no gate, no adapter, no tokenizer.</summary>
    public const string Network = "network";

    /// <summary>ML.NET's prediction engine.</summary>
    public const string Engine = "engine";

    /// <summary>The engine, with all torch threads for each prediction.</summary>
    public const string EngineOnAllThreads = "engine-all";

    /// <summary>The engine, over a model whose adapter is merged.</summary>
    public const string EngineMerged = "engine-merged";

    /// <summary>Measures a side in this process.</summary>
    public static void Measure(string side, ComputeType computeType, string zip, string texts, int callers)
    {
        string[] rows = File.ReadAllLines(texts);
        var context = new MLContext();
        context.SetNolaOptions(new NolaEnvironmentOptions
        {
            ComputeType = computeType,
            PredictionThreads = side == EngineOnAllThreads ? PredictionThreads.All : PredictionThreads.One,
        });
        switch (side)
        {
            case Network:
                using (BackboneLease lease = Backbone.Acquire(BackboneReference.Default, new BackboneOptions { ComputeType = computeType }))
                {
                    TokenBatch[] batches = ToBatches(rows);
                    PredictionCell.Time(rows.Length, [.. Enumerable.Repeat<Action<int>>(
                        text =>
                        {
                            using var mode = torch.no_grad();
                            using torch.Tensor states = lease.Backbone.Forward(batches[text]);
                            using torch.Tensor mean = states.mean([1]);
                        },
                        callers)]);
                }

                break;
            case Engine or EngineOnAllThreads or EngineMerged:
                ITransformer chain = context.Model.Load(zip, out _);
                ServedModel.Row[] inputs = [.. rows.Select(static text => new ServedModel.Row { Text = text, Label = "yes" })];
                PredictionEngine<ServedModel.Row, ServedModel.Scored>[] engines =
                    [.. Enumerable.Range(0, callers).Select(_ => context.Model.CreatePredictionEngine<ServedModel.Row, ServedModel.Scored>(chain))];
                PredictionCell.Time(rows.Length, [.. engines.Select<PredictionEngine<ServedModel.Row, ServedModel.Scored>, Action<int>>(
                    engine => text => engine.Predict(inputs[text]))]);
                Array.ForEach(engines, static engine => engine.Dispose());
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(side), side, null);
        }
    }

    /// <summary>The token ids of texts.</summary>
    public static int[][] Encode(string[] texts)
    {
        TextTokenizer tokenizer = TextTokenizer.FromBackbone(BackboneReference.Default);
        return [.. texts.Select(text => tokenizer.Encode(text, maxLength: 128).Ids.ToArray())];
    }

    /// <summary>Each text as a batch of its own.</summary>
    public static TokenBatch[] ToBatches(string[] texts) =>
        [.. Encode(texts).Select(static ids => new TokenBatch(ids, Enumerable.Repeat(1, ids.Length).ToArray(), 1, ids.Length))];
}
