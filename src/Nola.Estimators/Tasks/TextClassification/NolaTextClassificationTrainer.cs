using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.TextClassification;

namespace Microsoft.ML.Nola;

/// <summary>
/// Fits a text classifier: a frozen pretrained transformer with a low-rank update whose factors are mixtures of seeded random bases, and a linear head.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Input and Output Columns
/// | Column | Type | |
/// |---|---|---|
/// | label | key of byte, ushort, uint or ulong (see `MapValueToKey`) | read while fitting |
/// | sentence 1, sentence 2 | text | read while fitting and scoring; the second is optional |
/// | predicted label | key of uint, with the label's values | added |
/// | score | vector of float: the probability of each class, in the order of the key | added |
///
/// ### Trainer Characteristics
/// | | |
/// |---|---|
/// | Machine learning task | Multiclass classification |
/// | Is normalization required? | No |
/// | Is caching required? | No: rows are read once |
/// | Required NuGet in addition to Microsoft.ML | Nola.MLNet, Nola.Backbones.MiniLM for the default backbone, and a native package of the TorchSharp family |
/// | Exportable to ONNX | No |
///
/// Rows whose label is missing are left out and counted. Empty and missing text is valid. The classes are the values that the key can have.
/// ]]></format>
/// </remarks>
public sealed class NolaTextClassificationTrainer : NolaTrainer<NolaTextClassificationTransformer>
{
    internal NolaTextClassificationTrainer(StageEnvironment environment, NolaTextClassificationOptions options)
        : base(environment, options, new TextClassificationStage(options))
    {
    }

    private protected override NolaTextClassificationTransformer Create(FittedStage stage) => new(stage);
}
