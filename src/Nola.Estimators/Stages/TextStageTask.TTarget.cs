using Microsoft.ML.Nola.Columns;

namespace Microsoft.ML.Nola.Stages;

/// <summary>A task that learns a target a row from one or two texts.</summary>
/// <param name="options">The options.</param>
internal abstract class TextStageTask<TTarget>(NolaStageOptions options) : LearningStageTask<TTarget>(options)
{
    protected abstract TextColumns Texts { get; }

    protected override StageInputs Inputs => Texts;

    protected override bool HasPairs => Texts.Sentence2 is not null;
}
