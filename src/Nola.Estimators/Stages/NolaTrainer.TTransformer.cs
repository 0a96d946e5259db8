using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Nola;

// The overloads take a training and a validation set, so the parameters say which is which.
#pragma warning disable CA1725

/// <summary>What all trainers share: they read their training rows once, fit, and promise the columns that the fitted stage adds.</summary>
/// <typeparam name="TTransformer">The fitted stage.</typeparam>
public abstract class NolaTrainer<TTransformer> : IEstimator<TTransformer>
    where TTransformer : NolaTransformer
{
    private readonly StageEnvironment _environment;
    private readonly NolaStageOptions _options;
    private readonly StageTask _task;

    private protected NolaTrainer(StageEnvironment environment, NolaStageOptions options, StageTask task)
    {
        _environment = environment;
        _options = options;
        _task = task;
    }

    /// <summary>Fits on rows, with the validation set of the options if there is one.</summary>
    /// <param name="train">The training rows; read once.</param>
    /// <returns>The fitted stage.</returns>
    public TTransformer Fit(IDataView train) => Fit(train, null);

    /// <summary>Fits on rows. With a validation set the epoch that is best on it is returned, else the last step.</summary>
    /// <param name="train">The training rows; read once.</param>
    /// <param name="validation">Rows to measure each epoch with; <see langword="null"/> takes those of the options, if there are any.</param>
    /// <param name="cancellationToken">A token that stops the fit, beside that of the options.</param>
    /// <returns>The fitted stage.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="ArgumentException">Options do not go with the backbone.</exception>
    /// <exception cref="InvalidOperationException">There are no rows with a label, or the label can have one value only.</exception>
    /// <exception cref="OperationCanceledException">The fit was stopped.</exception>
    /// <exception cref="BackboneNotFoundException">The backbone was in none of the places searched.</exception>
    /// <exception cref="CorruptModelException">A file of the backbone is damaged.</exception>
    /// <exception cref="NolaCompatibilityException">The backbone or its tokenizer is of a kind that this version does not know, or libraries do not go
    /// together.</exception>
    /// <exception cref="NolaException">Training diverged.</exception>
    public TTransformer Fit(IDataView train, IDataView? validation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        using IChannel channel = _environment.Host.Start("Fit");
        var fit = new StageFit(_task.StageName, _environment, _options, channel, cancellationToken);
        return Create(_task.Fit(fit, train, validation ?? _options.ValidationSet));
    }

    /// <summary>Promises the columns of the fitted stage.</summary>
    /// <param name="input">The columns that come in.</param>
    /// <returns>The columns that come in, and those that are added.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        IReadOnlyList<SchemaShape.Column> added = _task.Promise(input, nameof(input));
        return new SchemaShape(input.Where(column => added.All(one => one.Name != column.Name)).Concat(added));
    }

    private protected abstract TTransformer Create(FittedStage stage);
}
