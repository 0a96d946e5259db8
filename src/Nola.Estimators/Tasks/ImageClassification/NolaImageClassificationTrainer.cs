using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.ImageClassification;

namespace Microsoft.ML.Nola;

/// <summary>
/// Fits an image classifier: a frozen pretrained vision transformer with a low-rank update whose factors are mixtures of seeded random bases, and a linear head.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Input and Output Columns
/// | Column | Type | |
/// |---|---|---|
/// | label | key of byte, ushort, uint or ulong (see `MapValueToKey`) | read while fitting |
/// | image | image (see `LoadImages`), text (the path of a file), or vector of byte (the content of a file) | read while fitting and scoring |
/// | predicted label | key of uint, with the label's values | added |
/// | score | vector of float: the probability of each class, in the order of the key | added |
///
/// ### Trainer Characteristics
/// | | |
/// |---|---|
/// | Machine learning task | Multiclass classification |
/// | Is normalization required? | No: the backbone's preprocessor_config.json says how images are resized and normalised |
/// | Is caching required? | No: rows are read once |
/// | Required NuGet in addition to Microsoft.ML | Nola.MLNet, and a native package of the TorchSharp family |
/// | Exportable to ONNX | No |
///
/// Rows whose label is missing are left out and counted. The classes are the values that the key can have.
/// ]]></format>
/// </remarks>
public sealed class NolaImageClassificationTrainer : NolaTrainer<NolaImageClassificationTransformer>
{
    internal NolaImageClassificationTrainer(StageEnvironment environment, NolaImageClassificationOptions options)
        : base(environment, options, new ImageClassificationStage(options, environment))
    {
    }

    private protected override NolaImageClassificationTransformer Create(FittedStage stage) => new(stage);
}
