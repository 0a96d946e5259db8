using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Tasks.MultipleChoice;

namespace Microsoft.ML;

/// <content>Evaluation of multiple choice.</content>
public static partial class NolaCatalog
{
    /// <summary>
    /// Says how often the choice with the largest score is the right one, of all rows and by subject. <see cref="NolaTextGenerationOptions.ContinuationsColumnName"/>
    /// makes such scores.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="data">The scored rows.</param>
    /// <param name="labelColumnName">The right choice: its number from 0, as an integer, or a key, whose first value is the first choice.</param>
    /// <param name="scoreColumnName">The score of each choice, a vector of float. NaN is no choice; of equal scores the first counts.</param>
    /// <param name="subjectColumnName">What a row is about, a column of text or key; <see langword="null"/> if there is none.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, or the label of a row is none of its choices.</exception>
    public static NolaMultipleChoiceMetrics EvaluateMultipleChoice(
        this MLContext context,
        IDataView data,
        string labelColumnName = DefaultColumns.Label,
        string scoreColumnName = DefaultColumns.Score,
        string? subjectColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(scoreColumnName);
        return new MultipleChoiceEvaluation(labelColumnName, scoreColumnName, subjectColumnName).Evaluate(data);
    }
}
