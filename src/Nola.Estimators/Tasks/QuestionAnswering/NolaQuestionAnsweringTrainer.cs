using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.QuestionAnswering;

namespace Microsoft.ML.Nola;

/// <summary>Fits a finder of answers: an adapted pretrained transformer that says with which word of a context the answer to a question begins and ends.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Input and Output Columns
/// | Column | Type | |
/// |---|---|---|
/// | context | text | read while fitting and scoring |
/// | question | text | read while fitting and scoring |
/// | training answer | text: the answer as it stands in the context | read while fitting |
/// | answer index | int: where in the context it begins, in UTF-16 units from 0 | read while fitting |
/// | answer | vector of text: the best answers, the best one first, none twice | added |
/// | score | vector of float: what each answer's first word scores as a start plus what its last word scores as an end | added |
///
/// ### Trainer Characteristics
/// | | |
/// |---|---|
/// | Machine learning task | Question answering, extractive |
/// | Is normalization required? | No |
/// | Is caching required? | No: rows are read once |
/// | Required NuGet in addition to Microsoft.ML | Nola.MLNet, Nola.Backbones.MiniLM for the default backbone, and a native package of the TorchSharp family |
/// | Exportable to ONNX | No |
///
/// A context that is too long for one sequence is read in overlapping windows. A row whose training answer is empty and whose answer index is below 0 is left
/// out of the fit and counted. An empty context is valid: its answers are empty, and their scores NaN, as are those of places for which there is no other answer.
/// ]]></format>
/// </remarks>
public sealed class NolaQuestionAnsweringTrainer : NolaTrainer<NolaQuestionAnsweringTransformer>
{
    internal NolaQuestionAnsweringTrainer(StageEnvironment environment, NolaQuestionAnsweringOptions options)
        : base(environment, options, new QuestionAnsweringStage(options))
    {
    }

    private protected override NolaQuestionAnsweringTransformer Create(FittedStage stage) => new(stage);
}
