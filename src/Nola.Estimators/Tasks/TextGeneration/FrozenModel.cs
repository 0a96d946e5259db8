using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola.Tasks.TextGeneration;

/// <summary>A language model as it came, as a stage, for what needs no rows: a chat, the command line.</summary>
internal static class FrozenModel
{
    /// <summary>Makes the stage: a linear probe, with which nothing trains.</summary>
    /// <param name="backbone">The language model.</param>
    /// <param name="context">Where it is looked for.</param>
    /// <param name="quantization">How its weights are held.</param>
    public static NolaTextGenerationTransformer Create(BackboneReference backbone, MLContext context, BaseQuantization quantization = BaseQuantization.None)
    {
        const string Name = TextGenerationStage.Name;
        Compatibility.Check();
        var options = new NolaTextGenerationOptions
        {
            Backbone = backbone,
            BaseQuantization = quantization,
            Adapter = new AdapterConfig { Method = AdaptationMethod.LinearProbe },
        };
        var trainer = new NolaTextGenerationTrainer(
            new StageEnvironment(Environments.Of(context.Transforms), Name), options.Snapshot<NolaTextGenerationOptions>(Name));
        return trainer.Fit(context.Data.LoadFromEnumerable([new Row()]));
    }

    /// <summary>What a fit reads, from which nothing is learnt here.</summary>
    private sealed class Row
    {
        public string Prompt { get; set; } = "a";

        public string Completion { get; set; } = " a";
    }
}
