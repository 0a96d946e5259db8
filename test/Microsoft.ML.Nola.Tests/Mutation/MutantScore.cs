using Microsoft.ML.Nola.TextClassification;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Mutation;

/// <summary>Loads an adapter's files, binds them and scores a text.</summary>
internal static class MutantScore
{
    public static void Run(IReadOnlyDictionary<string, byte[]> files, string backboneIdentity, string backboneFolder)
    {
        var state = new TextClassifierState
        {
            BackboneIdentity = backboneIdentity,
            ClassCount = GoldenFiles.Classes,
            Pooling = PoolingMode.Mean,
            MaxLength = GoldenFiles.MaxLength,
        };
        using TextClassifier classifier = TextClassifier.FromFiles(files, "mutant", state, () => [backboneFolder]);
        float[] scores = classifier.Score(["bace [MASK] vodi xyz babaz"], null);
        Assert.HasCount(GoldenFiles.Classes, scores);
        Assert.IsTrue(Array.TrueForAll(scores, float.IsFinite), string.Join(' ', scores));
    }
}
