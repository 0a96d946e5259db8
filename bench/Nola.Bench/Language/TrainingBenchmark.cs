using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Nola.Bench.Language;

/// <summary>
/// Training tokens a second of a language model beside what bounds them: the forward and backward pass of the same frozen model over the same rows, in which
/// the states that go into the first layer require a gradient and nothing is adapted. In turns, on one torch thread.
/// </summary>
internal static class TrainingBenchmark
{
    private const int Rows = 8;
    private const int Rounds = 3;

    /// <summary>Prints a line for each round and adapter: targets, tokens, tokens a second of a training step and of the frozen pass, and their ratio.</summary>
    /// <param name="folder">The backbone's folder.</param>
    /// <param name="data">The folder of E2E.</param>
    public static void Run(string folder, string data)
    {
        BackboneReference reference = BackboneReference.FromFolder(folder);
        using BackboneLease lease = Backbone.Acquire(reference);
        torch.set_num_threads(1);
        (int[] Prompt, int[] Completion)[] rows = CompletionSteps.Read(Path.Combine(data, "trainset.csv"), TextTokenizer.FromBackbone(reference), Rows);
        (TokenBatch batch, long[] targets) = CompletionSteps.ToBatch(rows);
        int tokens = batch.AttentionMask.Span.Count(1);
        foreach (string module in (string[])["attention", "mlp-out"])
        {
            var config = new AdapterConfig { TargetModules = { module } };
            using var model = new AdaptedModel(lease, AdapterPlan.Resolve(config, lease.Backbone), new TokensReadout(), [], trains: true);
            TrainingStep step = CompletionSteps.CreateStep(model);
            Action train = () =>
            {
                step.Accumulate(() => CompletionSteps.Loss(model, batch, targets), targets.Length, model.Backward);
                step.Apply(1e-3, 0);
            };
            Action frozen = () => Frozen(lease.Backbone, batch, targets);
            train();
            frozen();
            for (int round = 1; round <= Rounds; round++)
            {
                double trained = tokens / Seconds(train);
                double bound = tokens / Seconds(frozen);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"training,{module},{round},{tokens},{batch.Rows * batch.Length},{trained:F0},{bound:F0},{trained / bound:F2}"));
            }
        }
    }

    private static void Frozen(Backbone backbone, TokenBatch batch, long[] targets)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using LayeredPass pass = backbone.BeginLayers(batch)!;
        torch.Tensor hidden = pass.Embed();
        hidden.requires_grad = true;
        torch.Tensor first = hidden;
        for (int layer = 0; layer < pass.Layers; layer++)
        {
            hidden = pass.Run(layer, hidden, AdapterBinding.None);
        }

        hidden = pass.Finish(hidden);
        torch.Tensor places = TensorMemory.FromInts(batch.ReadPositions!, backbone.Device);
        torch.Tensor read = hidden.view(-1, hidden.shape[^1]).index_select(0, places);
        torch.Tensor loss = torch.nn.functional.cross_entropy(
            backbone.Logits(read), TensorMemory.FromLongs(targets, backbone.Device), reduction: torch.nn.Reduction.Sum);
        loss.backward();
        first.grad!.Dispose();
    }

    private static double Seconds(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalSeconds;
    }
}
