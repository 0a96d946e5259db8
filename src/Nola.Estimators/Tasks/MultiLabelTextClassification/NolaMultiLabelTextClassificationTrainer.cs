using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.MultiLabelTextClassification;

namespace Microsoft.ML.Nola;

/// <summary>
/// Fits a classifier of texts that may have several labels, one, or none: an adapted pretrained transformer and one logit for each label.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Input and Output Columns
/// | Column | Type | |
/// |---|---|---|
/// | label | vector of Boolean of fixed length, one for each label | read while fitting |
/// | sentence 1, sentence 2 | text | read while fitting and scoring; the second is optional |
/// | predicted label | vector of Boolean: whether each label's probability is above the threshold | added |
/// | score | vector of float: the probability of each label, 0 to 1; they need not add up to 1 | added |
///
/// The slot names of the label are those of both added columns.
///
/// ### Trainer Characteristics
/// | | |
/// |---|---|
/// | Machine learning task | Multi-label classification |
/// | Is normalization required? | No |
/// | Is caching required? | No: rows are read once |
/// | Required NuGet in addition to Microsoft.ML | Nola.MLNet, Nola.Backbones.MiniLM for the default backbone, and a native package of the TorchSharp family |
/// | Exportable to ONNX | No |
///
/// Rows without any label are valid, as are empty and missing texts. The metric on a validation set is micro F1.
/// ]]></format>
/// </remarks>
public sealed class NolaMultiLabelTextClassificationTrainer : NolaTrainer<NolaMultiLabelTextClassificationTransformer>
{
    internal NolaMultiLabelTextClassificationTrainer(StageEnvironment environment, NolaMultiLabelTextClassificationOptions options)
        : base(environment, options, new MultiLabelStage(options))
    {
    }

    private protected override NolaMultiLabelTextClassificationTransformer Create(FittedStage stage) => new(stage);
}
