using Microsoft.ML.Nola.Progress;

namespace Microsoft.ML.Nola;

/// <summary>
/// Shows the progress of a fit: in a .NET notebook a bar that moves while the cell runs, elsewhere one line an epoch on the console. Use one for each fit, as
/// <see cref="NolaStageOptions.Progress"/>.
/// </summary>
public sealed class NolaNotebookProgress : IProgress<NolaProgress>
{
    private readonly string? _title;
    private readonly Lazy<IProgressDisplay> _display;

    /// <summary>Initializes a new instance of the <see cref="NolaNotebookProgress"/> class.</summary>
    /// <param name="title">What is fitted, shown before the numbers; <see langword="null"/> for nothing.</param>
    public NolaNotebookProgress(string? title = null)
        : this(title, static () => NotebookKernel.IsPresent ? OfNotebook() : new ConsoleDisplay())
    {
    }

    internal NolaNotebookProgress(string? title, Func<IProgressDisplay> display)
    {
        _title = title;
        _display = new Lazy<IProgressDisplay>(display);
    }

    /// <summary>Shows the progress.</summary>
    /// <param name="value">The progress.</param>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    public void Report(NolaProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _display.Value.Show(new ProgressLine(_title, value));
    }

    // A method of its own, so that the types of the notebook's kernel are not asked for where there is none.
    private static NotebookDisplay OfNotebook() => new();
}
