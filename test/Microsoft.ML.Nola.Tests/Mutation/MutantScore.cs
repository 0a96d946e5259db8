using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Tasks.Classification;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Mutation;

/// <summary>Loads an adapter's files, binds them and scores a text.</summary>
internal static class MutantScore
{
    public static void Run(IReadOnlyDictionary<string, byte[]> files, string backboneIdentity, string backboneFolder)
    {
        var state = new ModelState
        {
            Backbone = BackboneReference.FromIdentity(backboneIdentity),
            Readout = new PooledReadout(PoolingMode.Mean),
            MaxLength = GoldenFiles.MaxLength,
        };
        using FittedModel model = FittedModel.FromFiles(files, "mutant", state, new ClassificationHead(GoldenFiles.Classes), () => [backboneFolder]);
        float[] scores = model.Score([new TextInput("bace [MASK] vodi xyz babaz")]).Values;
        Assert.HasCount(GoldenFiles.Classes, scores);
        Assert.IsTrue(Array.TrueForAll(scores, float.IsFinite), string.Join(' ', scores));
    }
}
