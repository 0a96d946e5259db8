namespace Microsoft.ML.Nola.Models;

/// <summary>
/// How the texts of a row become sequences of tokens, and which feature vectors a head gets of them: one for each sequence, or one for each token that the
/// layout names. The task decides; a saved model has the layout of its task.
/// </summary>
internal abstract class TextLayout : InputLayout
{
    /// <summary>One sequence a row: its text, or its pair of texts together.</summary>
    public static TextLayout Joined { get; } = new JoinedLayout();

    /// <summary>Each text of a row in a sequence of its own: one sequence for a text, two for a pair.</summary>
    public static TextLayout Separate { get; } = new SeparateLayout();

    /// <summary>Whether two texts come into one sequence, where types of token tell them apart.</summary>
    public virtual bool JoinsTexts => true;

    /// <summary>The tokens at which a sequence is cut, unless the user says.</summary>
    public virtual int DefaultMaxLength => ModelFitSettings.DefaultMaxLength;

    public override PreparedBackbone Acquire(BackboneRequest request) => new TokenizedBackbone(request, this);

    /// <summary>Adds the sequences of a row; none if nothing can be learnt of it, and the row is then left out.</summary>
    /// <param name="rows">Where they go.</param>
    /// <param name="first">The text.</param>
    /// <param name="second">The second text; null if the stage has one column.</param>
    public abstract void Add(TokenRows rows, string first, string? second);

    private sealed class JoinedLayout : TextLayout
    {
        public override void Add(TokenRows rows, string first, string? second) => rows.AddSequence(first, second);
    }

    private sealed class SeparateLayout : TextLayout
    {
        public override bool JoinsTexts => false;

        public override void Add(TokenRows rows, string first, string? second)
        {
            rows.AddSequence(first, null);
            if (second is not null)
            {
                rows.AddSequence(second, null);
            }
        }
    }
}
