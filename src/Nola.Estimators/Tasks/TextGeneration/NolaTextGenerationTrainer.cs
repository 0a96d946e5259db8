using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.TextGeneration;

namespace Microsoft.ML.Nola;

/// <summary>Fits a generator of text: an adapted pretrained language model that learns the completions of prompts.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Input and Output Columns
/// | Column | Type | |
/// |---|---|---|
/// | prompt | text | read while fitting and scoring |
/// | completion | text: what is to follow the prompt, with the space between them if there is to be one | read while fitting |
/// | generated text | text: what the model lets follow the prompt | added |
///
/// ### Trainer Characteristics
/// | | |
/// |---|---|
/// | Machine learning task | Text generation (causal language modelling, loss on the completion only) |
/// | Is normalization required? | No |
/// | Is caching required? | No: rows are read once. Behind it, if rows are read more than once: each pass generates again |
/// | Required NuGet in addition to Microsoft.ML | Nola.MLNet, and a native package of the TorchSharp family |
/// | Exportable to ONNX | No |
///
/// The backbone is a decoder with its tokenizer, such as GPT-2, LLaMA, SmolLM2, Mistral or Qwen; there is no default one. A row whose completion is empty is left
/// out of the fit and counted, as is one whose prompt fills `MaxLength`. With `AdaptationMethod.LinearProbe` nothing trains: the model generates as it came, which
/// is the baseline that a fit is compared with.
/// ]]></format>
/// </remarks>
public sealed class NolaTextGenerationTrainer : NolaTrainer<NolaTextGenerationTransformer>
{
    internal NolaTextGenerationTrainer(StageEnvironment environment, NolaTextGenerationOptions options)
        : base(environment, options, new TextGenerationStage(options))
    {
    }

    private protected override NolaTextGenerationTransformer Create(FittedStage stage) => new(stage);
}
