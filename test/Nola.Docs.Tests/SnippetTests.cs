using Nola.Docs.Tests.Snippets;

namespace Nola.Docs.Tests;

[TestClass]
public sealed class SnippetTests
{
    [TestMethod]
    public void Every_snippet_compiles()
    {
        Assert.IsNotEmpty(Snippet.All);
        string[] faults =
        [
            .. Snippet.All.AsParallel().AsOrdered().Select(static snippet => (snippet, Faults: SnippetCompiler.FindFaults(snippet)))
                .Where(static pair => pair.Faults.Count > 0)
                .Select(static pair => $"{pair.snippet.Block.Place}\n  {string.Join("\n  ", pair.Faults)}"),
        ];
        Assert.IsEmpty(faults, string.Join('\n', faults));
    }
}
