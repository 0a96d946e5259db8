using System.Text;
using Nola.Tables.Labels;
using Nola.Tables.Rows;
using Nola.Testing;

namespace Nola.Tables.Tests;

/// <summary>A file of a test, in a folder that goes away with it.</summary>
internal sealed class Sample : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Sample(string content, string name = "rows.tsv")
        : this(Encoding.UTF8.GetBytes(content), name)
    {
    }

    public Sample(byte[] content, string name = "rows.tsv")
    {
        Path = _folder.File(name);
        File.WriteAllBytes(Path, content);
    }

    public string Path { get; }

    public Table Table(TableOptions? options = null) => Nola.Tables.Rows.Table.Read(Path, options);

    public LabelledTable Labelled(LabelledTableOptions? options = null) => LabelledTable.Read(Path, options);

    /// <summary>The message of the fault, with FILE in place of the path.</summary>
    public string Fault(Action work) => Assert.Throws<FileFaultException>(work).Message.Replace(Path, "FILE", StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();
}
