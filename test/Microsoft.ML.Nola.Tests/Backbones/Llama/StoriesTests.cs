using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones.Llama;

/// <summary>The small language model of this repository against outputs of the reference library.</summary>
[TestClass]
public sealed class StoriesTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    public void Logits_and_greedy_tokens_equal_the_reference(int number)
    {
        using Fixture io = Fixture.Shared("real", "stories260K", "io.safetensors");
        using var guard = new TensorGuard();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Path.Combine(Repository.Root, "models", "stories260K")));
        int[] prompt = io.Ints($"prompt_{number}");
        int[] expected = io.Ints($"output_{number}");

        using (DisposeScope scope = torch.NewDisposeScope())
        {
            torch.Tensor hidden = lease.Backbone.Forward(new TokenBatch(prompt, Ones(prompt), 1, prompt.Length));
            float[] logits = TensorMemory.ToSingles(lease.Backbone.Logits(hidden.select(0, 0)));
            double largest = Near.WithinAbsolute(io.Singles($"logits_{number}"), logits, 1e-4, "logits");
            Console.WriteLine($"Largest difference: {largest:e1}");
        }

        foreach (bool cached in (bool[])[false, true])
        {
            int[] ids = GreedyLoop.Run(lease.Backbone, prompt, Ones(prompt), 1, expected.Length - prompt.Length, cached).Ids[0];
            CollectionAssert.AreEqual(expected, ids, $"cached: {cached}");
        }
    }

    private static int[] Ones(int[] ids) => [.. Enumerable.Repeat(1, ids.Length)];
}
