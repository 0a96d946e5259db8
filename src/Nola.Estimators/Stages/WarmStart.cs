using Microsoft.ML.Nola.Models.Starts;

namespace Microsoft.ML.Nola;

/// <summary>
/// Where a fit starts, if not at nothing: what was fitted before on other rows. The backbone must be the same one. The adapter starts with the numbers of the
/// earlier fit, and so does the head if it is of the same task: its classes are found by the text of their labels, and a class that it did not know starts at
/// zero.
/// </summary>
public sealed class WarmStart
{
    private readonly Func<string, ModelStart> _create;

    private WarmStart(Func<string, ModelStart> create)
    {
        _create = create;
    }

    /// <summary>Starts from a fitted stage, of this task or of another one.</summary>
    /// <param name="model">The stage. It is not changed.</param>
    /// <returns>The start.</returns>
    public static WarmStart FromModel(NolaTransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new WarmStart(task => ModelStart.FromModel(model.Stage.Model, model.Stage.Task.Name == task, model.Stage.Task.OutputNames));
    }

    /// <summary>
    /// Starts from an adapter folder, as <see cref="NolaTransformer.SaveAdapter"/> or PEFT write it. It does not say what its classes are: the first ones of the
    /// label are taken to be the same.
    /// </summary>
    /// <param name="folder">The folder. It is read when the fit begins.</param>
    /// <returns>The start.</returns>
    public static WarmStart FromAdapterFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string full = Path.GetFullPath(folder);
        return new WarmStart(_ => ModelStart.FromFolder(full));
    }

    /// <summary>
    /// Starts from the head that the backbone's own checkpoint has, if it was fitted for the classification of texts. Its classes are found by the names in
    /// config.json; if they have none, the first class of the label is the first one. Of two classes the second is the true one of a Boolean label.
    /// The features are those of <see cref="PoolingMode.Pooler"/>, unless Pooling is set.
    /// </summary>
    /// <returns>The start.</returns>
    public static WarmStart FromBackboneHead() => new(static _ => ModelStart.FromBackboneHead());

    /// <summary>What the engine needs to know.</summary>
    /// <param name="task">The task of the fit, by its word in stage.json.</param>
    internal ModelStart For(string task) => _create(task);
}
