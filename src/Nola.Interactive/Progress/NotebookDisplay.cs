using System.Diagnostics;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.ML.Nola.Progress;

/// <summary>One value in a notebook that changes while the fit runs.</summary>
internal sealed class NotebookDisplay : IProgressDisplay
{
    /// <summary>A notebook keeps each change until the cell ends.</summary>
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(0.5);

    private readonly Stopwatch _sinceLast = new();
    private DisplayedValue? _value;

    public NotebookDisplay()
    {
        Formatter.Register<ProgressLine>(static (line, writer) => writer.Write(line.ToHtml()), HtmlFormatter.MimeType);
        Formatter.Register<ProgressLine>(static (line, writer) => writer.Write(line.ToString()), PlainTextFormatter.MimeType);
    }

    public void Show(ProgressLine line)
    {
        if (_value is not null && _sinceLast.Elapsed < LeastInterval && line.Value.Step < line.Value.Steps)
        {
            return;
        }

        _sinceLast.Restart();

        // Display() would show the value under another id than the one that its updates bear, and a first state would stand there for ever.
        _value ??= new DisplayedValue(line, FormattedValue.CreateManyFromObject(line));
        _value.Update(line);
    }
}
