using System.Text;
using Nola.Tables.Rows;
using Nola.Testing;

namespace Nola.Tables.Tests.Files;

[TestClass]
public sealed class TextFileTests
{
    private const string Content = "Text\tLabel\nGrüße, 世界 🎈\tgood\nnein\tbad\n";
    private const string SaveAsUtf8 = "save it as UTF-8 (in Excel: 'CSV UTF-8'; in an editor: 'Save with encoding').";

    public static IEnumerable<object[]> Encodings =>
    [
        [new UTF8Encoding(false)],
        [new UTF8Encoding(true)],
        [new UnicodeEncoding(bigEndian: false, byteOrderMark: true)],
        [new UnicodeEncoding(bigEndian: true, byteOrderMark: true)],
    ];

    [TestMethod]
    [DynamicData(nameof(Encodings))]
    public void An_encoding_that_can_be_told_is_read(Encoding encoding)
    {
        using var sample = new Sample([.. encoding.GetPreamble(), .. encoding.GetBytes(Content)]);
        Table table = sample.Table();
        CollectionAssert.AreEqual(new[] { "Text", "Label" }, table.Columns.Names.ToArray());
        Assert.AreEqual("Grüße, 世界 🎈", table.Rows[0].Fields[0]);
    }

    [TestMethod]
    public void Other_bytes_are_refused_with_their_line()
    {
        using var sample = new Sample([.. "Text\tLabel\nfine\ta\n"u8, .. Encoding.Latin1.GetBytes("Grüße\tb\n")]);
        Assert.AreEqual($"line 3 of 'FILE' holds bytes that are not UTF-8; {SaveAsUtf8}", sample.Fault(() => sample.Table()));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void UTF_16_without_a_mark_is_named(bool bigEndian)
    {
        using var sample = new Sample(new UnicodeEncoding(bigEndian, byteOrderMark: false).GetBytes(Content.Replace("世界 ", "", StringComparison.Ordinal)));
        Assert.AreEqual($"'FILE' looks like UTF-16 without a byte order mark; {SaveAsUtf8}", sample.Fault(() => sample.Table()));
    }

    [TestMethod]
    public void UTF_32_is_named()
    {
        var encoding = new UTF32Encoding(bigEndian: false, byteOrderMark: true);
        using var sample = new Sample([.. encoding.GetPreamble(), .. encoding.GetBytes(Content)]);
        Assert.AreEqual($"'FILE' is UTF-32; {SaveAsUtf8}", sample.Fault(() => sample.Table()));
    }

    [TestMethod]
    [DataRow(new byte[] { 0x50, 0x4B, 3, 4, 20, 0 }, "a zip or an Excel workbook")]
    [DataRow(new byte[] { 0x1F, 0x8B, 8, 0 }, "compressed by gzip")]
    [DataRow(new byte[] { 0x25, 0x50, 0x44, 0x46, 0x2D }, "a PDF")]
    [DataRow(new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0 }, "an old Excel or Word document")]
    public void Another_format_is_named(byte[] start, string format)
    {
        using var sample = new Sample(start);
        Assert.AreEqual($"'FILE' is {format}, not a file of rows; save it as CSV in UTF-8.", sample.Fault(() => sample.Table()));
    }

    [TestMethod]
    public void A_binary_file_is_refused()
    {
        using var sample = new Sample([1, 0, 0, 2, 0, 0, 0, 3, 9, 9, 0]);
        Assert.AreEqual("'FILE' is not text: it holds zero bytes; name a file of rows (.tsv, .csv or .jsonl).", sample.Fault(() => sample.Table()));
    }

    [TestMethod]
    public void An_empty_file_is_refused()
    {
        using var sample = new Sample("");
        Assert.AreEqual("'FILE' is empty; it should hold a line for each row.", sample.Fault(() => sample.Table()));
    }

    [TestMethod]
    [DataRow(" \n\r\n\n")]
    [DataRow("\uFEFF")]
    public void A_file_of_blank_lines_is_refused(string content)
    {
        using var sample = new Sample(content);
        Assert.AreEqual("'FILE' holds only blank lines; it should hold a line for each row.", sample.Fault(() => sample.Table()));
    }

    [TestMethod]
    public void A_missing_file_is_named_with_the_near_one()
    {
        using var sample = new Sample("a\tb", "train.tsv");
        string folder = Path.GetDirectoryName(sample.Path)!;
        string wrong = Path.Combine(folder, "trian.tsv");
        Assert.AreEqual($"there is no file '{wrong}'; the nearest name is 'train.tsv'.", sample.Fault(() => Table.Read(wrong)));
        string far = Path.Combine(folder, "reviews");
        Assert.AreEqual($"there is no file '{far}'; check the path.", sample.Fault(() => Table.Read(far)));
        string deep = Path.Combine(folder, "none", "x.tsv");
        Assert.AreEqual(
            $"there is no file '{deep}': its folder '{Path.Combine(folder, "none")}' does not exist; check the path.", sample.Fault(() => Table.Read(deep)));
    }

    [TestMethod]
    public void A_folder_is_refused_with_a_file_in_it()
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual(
            $"'{folder.Path}' is a folder; name a file of rows (.tsv, .csv or .jsonl).", Assert.Throws<FileFaultException>(() => Table.Read(folder.Path)).Message);
        File.WriteAllText(folder.File("reviews.csv"), "a,b");
        Assert.AreEqual(
            $"'{folder.Path}' is a folder; name a file of rows, such as '{folder.File("reviews.csv")}'.",
            Assert.Throws<FileFaultException>(() => Table.Read(folder.Path)).Message);
    }

    /// <summary>As bash's process substitution gives it: it has no length and cannot be read twice.</summary>
    [TestMethod]
    public void A_pipe_is_read()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("Skipped: Windows has no named pipes among its files.");
        }

        using var folder = new TemporaryFolder();
        string pipe = folder.File("pipe");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
        {
            made.WaitForExit();
        }

        Task write = Task.Run(() => File.WriteAllText(pipe, Content));
        Assert.HasCount(2, Table.Read(pipe).Rows);
        write.Wait();
    }
}
