using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Tasks.TextGeneration;

namespace Microsoft.ML;

/// <content>Evaluation of generated text.</content>
public static partial class NolaCatalog
{
    /// <summary>
    /// Compares generated texts with reference texts as the script of the E2E NLG challenge does: BLEU, NIST, ROUGE-L and CIDEr, and METEOR with the modules
    /// exact and stem alone.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="data">Rows with outputs and references.</param>
    /// <param name="outputColumnName">The generated text: a text, or a vector of text of which the first counts. It may be empty.</param>
    /// <param name="referenceColumnName">The reference: a text, or a vector of text if there are several. Empty ones are left out.</param>
    /// <param name="groupColumnName">
    /// A column of text or key, such as the prompt: rows with an equal value are of one output. The output of the first of them counts, and the references of all.
    /// <see langword="null"/> takes each row for itself.
    /// </param>
    /// <returns>The metrics.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, or a row or group has no reference.</exception>
    public static NolaTextGenerationMetrics EvaluateTextGeneration(
        this MLContext context,
        IDataView data,
        string outputColumnName = DefaultColumns.GeneratedText,
        string referenceColumnName = DefaultColumns.Completion,
        string? groupColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(referenceColumnName);
        return new TextGenerationEvaluation(outputColumnName, referenceColumnName, groupColumnName).Evaluate(data);
    }
}
