using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.TextGeneration;

namespace Microsoft.ML.Nola;

/// <summary>A fitted generator of text. It adds the text that follows each prompt; the completion column stays and is not needed.</summary>
/// <threadsafety>Safe for use by several threads, as far as ML.NET's views and engines over it are.</threadsafety>
public sealed class NolaTextGenerationTransformer : NolaTransformer
{
    internal NolaTextGenerationTransformer(FittedStage stage)
        : base(stage)
    {
    }

    /// <summary>Gets a copy of the settings with which the stage generates; a zip keeps them.</summary>
    public NolaGenerationOptions Generation => Stage.Task.Generation!.Clone();

    /// <summary>The same model with other settings of generation. Nothing is fitted, and the backbone is shared.</summary>
    /// <param name="options">The settings; they are checked and copied.</param>
    /// <returns>A stage of its own, for the caller to dispose.</returns>
    /// <exception cref="ArgumentException">Some settings are out of range; the message names them all.</exception>
    public NolaTextGenerationTransformer WithGeneration(NolaGenerationOptions options) =>
        new(Stage.Share(TextGenerationStage.With(Stage.Task, TextGenerationStage.Check(options))));

    /// <summary>The same model with the scoring of given continuations. Nothing is fitted, and the backbone is shared.</summary>
    /// <param name="continuationsColumnName">The column of texts that may follow the prompt: a vector of text, or one text.</param>
    /// <param name="scoreColumnName">The column that is added: a vector of float, the log-likelihood of each continuation after the prompt.</param>
    /// <param name="normalization">What log-likelihoods are divided by.</param>
    /// <returns>A stage of its own, for the caller to dispose.</returns>
    /// <exception cref="ArgumentException">A name is empty, or the score column has the name of the generated text.</exception>
    public NolaTextGenerationTransformer WithContinuations(
        string continuationsColumnName, string scoreColumnName = DefaultColumns.Score, ScoreNormalization normalization = ScoreNormalization.None)
    {
        ArgumentException.ThrowIfNullOrEmpty(continuationsColumnName);
        ArgumentException.ThrowIfNullOrEmpty(scoreColumnName);
        var faults = new OptionFaults();
        string generated = Stage.Task.Columns[ColumnRoles.GeneratedText];
        faults.Require(scoreColumnName != generated, $"scoreColumnName is '{scoreColumnName}', as the column of generated text is");
        faults.Require(Enum.IsDefined(normalization), $"normalization is {normalization}; it must be a member of ScoreNormalization");
        faults.ThrowIfAny(TextGenerationStage.Name, nameof(scoreColumnName));
        return new NolaTextGenerationTransformer(
            Stage.Share(TextGenerationStage.With(Stage.Task, continuationsColumnName, scoreColumnName, normalization)));
    }

    /// <summary>Generates the text that follows a prompt, piece by piece as it comes.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="options">How to generate; <see langword="null"/> takes the settings of the stage.</param>
    /// <param name="cancellationToken">Ends the generation between two tokens.</param>
    /// <returns>The pieces; together they are the text. Each enumeration generates anew. Beam search gives its text as one piece.</returns>
    /// <exception cref="ArgumentException">Some settings are out of range, or do not go with the model.</exception>
    /// <exception cref="BackboneNotFoundException">The backbone was in none of the places searched.</exception>
    /// <exception cref="NolaException">The prompt is empty or too long for the model.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IAsyncEnumerable<string> GenerateAsync(
        string prompt, NolaGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        NolaGenerationOptions generation = options is null ? Stage.Task.Generation! : TextGenerationStage.Check(options);
        return Stage.GenerateAsync(new TextPrompt(prompt), generation, onEnd: null, cancellationToken);
    }
}
