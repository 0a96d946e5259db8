using System.Diagnostics.CodeAnalysis;
using Microsoft.DotNet.Interactive.Formatting;

namespace Nola.Notebooks.Tests.Notebooks;

/// <summary>What a notebook's kernel gives to cells.</summary>
public sealed class NotebookGlobals
{
    /// <summary>Gets what was displayed, as HTML.</summary>
    internal List<string> Displayed { get; } = [];

    [SuppressMessage("Style", "IDE1006", Justification = "The kernel's name for it.")]
    public void display(object value) => Displayed.Add(value.ToDisplayString(HtmlFormatter.MimeType));
}
