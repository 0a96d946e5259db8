using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola;

/// <summary>A language model as it came, as a stage.</summary>
internal static class FrozenModel
{
    /// <summary>Makes the stage: a linear probe, with which nothing trains.</summary>
    public static FittedStage Create(BackboneReference backbone, MLContext context)
    {
        IDataView rows = context.Data.LoadFromEnumerable([new Row()]);
        return context.Transforms.NolaTextGeneration(new NolaTextGenerationOptions
        {
            Backbone = backbone,
            Adapter = new AdapterConfig { Method = AdaptationMethod.LinearProbe },
        }).Fit(rows).Stage;
    }

    /// <summary>What a fit reads, from which nothing is learnt here.</summary>
    private sealed class Row
    {
        public string Prompt { get; set; } = "a";

        public string Completion { get; set; } = " a";
    }
}
