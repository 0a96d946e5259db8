using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.BinaryTextClassification;

namespace Microsoft.ML.Nola;

/// <summary>Fits a classifier of texts that are true or false: an adapted pretrained transformer and one logit.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Input and Output Columns
/// | Column | Type | |
/// |---|---|---|
/// | label | Boolean | read while fitting |
/// | sentence 1, sentence 2 | text | read while fitting and scoring; the second is optional |
/// | predicted label | Boolean: whether the score is above zero | added |
/// | score | float: the logit, unbounded | added |
/// | probability | float: that the label is true, 1 / (1 + exp(-score)) | added |
///
/// ### Trainer Characteristics
/// | | |
/// |---|---|
/// | Machine learning task | Binary classification, calibrated |
/// | Is normalization required? | No |
/// | Is caching required? | No: rows are read once |
/// | Required NuGet in addition to Microsoft.ML | Nola.MLNet, Nola.Backbones.MiniLM for the default backbone, and a native package of the TorchSharp family |
/// | Exportable to ONNX | No |
///
/// Empty and missing text is valid.
/// ]]></format>
/// </remarks>
public sealed class NolaBinaryTextClassificationTrainer : NolaTrainer<NolaBinaryTextClassificationTransformer>
{
    internal NolaBinaryTextClassificationTrainer(StageEnvironment environment, NolaBinaryTextClassificationOptions options)
        : base(environment, options, new BinaryTextClassificationStage(options))
    {
    }

    private protected override NolaBinaryTextClassificationTransformer Create(FittedStage stage) => new(stage);
}
