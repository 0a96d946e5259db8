using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.TextRegression;

namespace Microsoft.ML.Nola;

/// <summary>Fits a regression of texts, or of pairs of texts: an adapted pretrained transformer and one number.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Input and Output Columns
/// | Column | Type | |
/// |---|---|---|
/// | label | float, in any range; NaN is missing | read while fitting |
/// | sentence 1, sentence 2 | text | read while fitting and scoring; the second is optional |
/// | score | float: the predicted label, unbounded | added |
///
/// ### Trainer Characteristics
/// | | |
/// |---|---|
/// | Machine learning task | Regression |
/// | Is normalization required? | No: labels are standardised inside |
/// | Is caching required? | No: rows are read once |
/// | Required NuGet in addition to Microsoft.ML | Nola.MLNet, Nola.Backbones.MiniLM for the default backbone, and a native package of the TorchSharp family |
/// | Exportable to ONNX | No |
///
/// Empty and missing text is valid. Rows whose label is NaN are left out and counted.
/// ]]></format>
/// </remarks>
public sealed class NolaTextRegressionTrainer : NolaTrainer<NolaTextRegressionTransformer>
{
    internal NolaTextRegressionTrainer(StageEnvironment environment, NolaTextRegressionOptions options)
        : base(environment, options, new TextRegressionStage(options))
    {
    }

    private protected override NolaTextRegressionTransformer Create(FittedStage stage) => new(stage);
}
