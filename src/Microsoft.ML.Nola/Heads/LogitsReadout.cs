using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Heads;

/// <summary>
/// The tokens that predict another one, for the scores of the next token that the backbone's own last layer gives them. The features are the hidden states: a
/// vocabulary is so wide that only parts of the scores fit into memory, so whoever wants them computes them part by part.
/// </summary>
internal sealed class LogitsReadout : TokensReadout
{
    public const string LogitsWord = "logits";

    public override string Name => LogitsWord;

    public override void Check(BackboneLease lease)
    {
        if (!lease.Backbone.HasLanguageModelHead)
        {
            throw new NolaCompatibilityException(
                $"The backbone in '{lease.Folder}' ({lease.Backbone.ModelType}) is not a language model, so it generates no text. "
                + "Take a decoder such as GPT-2, LLaMA, SmolLM2, Mistral or Qwen.");
        }
    }
}
