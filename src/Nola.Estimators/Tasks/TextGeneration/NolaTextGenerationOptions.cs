using Microsoft.ML.Nola.Columns;

namespace Microsoft.ML.Nola;

/// <summary>The options of <see cref="NolaTextGenerationTrainer"/>.</summary>
public sealed class NolaTextGenerationOptions : NolaStageOptions
{
    /// <summary>Gets or sets the column of generated text that is added.</summary>
    /// <value>The default is "GeneratedText".</value>
    public string OutputColumnName { get; set; } = DefaultColumns.GeneratedText;

    /// <summary>Gets or sets the column of what the model reads.</summary>
    /// <value>The default is "Prompt".</value>
    public string PromptColumnName { get; set; } = DefaultColumns.Prompt;

    /// <summary>Gets or sets the column of what is to follow the prompt, from its first character on. Only fitting reads it.</summary>
    /// <value>The default is "Completion".</value>
    public string CompletionColumnName { get; set; } = DefaultColumns.Completion;

    /// <summary>Gets or sets how the fitted stage generates. The zip keeps it.</summary>
    /// <value>The default takes the most probable token each time, at most 64.</value>
    public NolaGenerationOptions Generation { get; set; } = new();

    private protected override void CollectFaults(OptionFaults faults)
    {
        RequireNames(
            faults,
            [(nameof(PromptColumnName), PromptColumnName), (nameof(CompletionColumnName), CompletionColumnName)],
            [(nameof(OutputColumnName), OutputColumnName)]);
        faults.Require(
            !ReferenceEquals(Backbone, BackboneReference.Default),
            "Backbone is not set, and the default one is no language model; take the folder of a decoder such as GPT-2, LLaMA, SmolLM2, Mistral or Qwen by "
                + "BackboneReference.FromFolder");
        faults.Require(Pooling is null, $"Pooling is {Pooling}; text generation pools nothing");
        faults.Require(Generation is not null, "Generation is null");
        Generation?.CollectFaults(faults, "Generation.");
        base.CollectFaults(faults);
    }

    private protected override void CopyParts() => Generation = Generation.Clone();
}
