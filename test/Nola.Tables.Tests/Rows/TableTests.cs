using Nola.Tables.Rows;

namespace Nola.Tables.Tests.Rows;

[TestClass]
public sealed class TableTests
{
    [TestMethod]
    [DataRow("Text\tLabel\nGood, really\tp\nBad; sadly\tn\n", '\t')]
    [DataRow("Text,Label\n\"Good, really\",p\n\"Bad; sadly\",n\n", ',')]
    [DataRow("Text;Label\r\nGood, really;p\r\n\"Bad; sadly\";n\r\n", ';')]
    public void The_separator_is_found_by_the_content_whatever_the_name(string content, char separator)
    {
        using var sample = new Sample(content, "rows.txt");
        Table table = sample.Table();
        Assert.AreEqual(separator, table.Separator);
        CollectionAssert.AreEqual(new[] { "Text", "Label" }, table.Columns.Names.ToArray());
        CollectionAssert.AreEqual(new[] { "Good, really", "p" }, table.Rows[0].Fields.ToArray());
        CollectionAssert.AreEqual(new[] { "Bad; sadly", "n" }, table.Rows[1].Fields.ToArray());
    }

    [TestMethod]
    public void Quoted_fields_hold_separators_line_breaks_and_quotes_and_lines_are_counted_through_them()
    {
        using var sample = new Sample("Text,Label\n\"two\nlines, and \"\"quotes\"\"\",a\n\n5\" pipe,b\nlast,c\n", "rows.csv");
        Table table = sample.Table();
        Assert.AreEqual("two\nlines, and \"quotes\"", table.Rows[0].Fields[0]);
        Assert.AreEqual("5\" pipe", table.Rows[1].Fields[0]);
        CollectionAssert.AreEqual(new[] { 2, 5, 6 }, table.Rows.Select(static row => row.Line).ToArray());
    }

    [TestMethod]
    public void Between_tabs_quotes_are_text_if_they_make_no_sense_as_quotes()
    {
        using var sample = new Sample("Text\tLabel\n\"Never again\tn\n\"Great\" food\tp\nfine\tp\n");
        CollectionAssert.AreEqual(
            new[] { "\"Never again", "\"Great\" food", "fine" }, sample.Table().Rows.Select(static row => row.Fields[0]).ToArray());
    }

    [TestMethod]
    public void Between_tabs_quotes_that_make_sense_are_quotes()
    {
        using var sample = new Sample("Text\tLabel\n\"one\ttab\nand a line\"\tn\nfine\tp\n");
        CollectionAssert.AreEqual(new[] { "one\ttab\nand a line", "fine" }, sample.Table().Rows.Select(static row => row.Fields[0]).ToArray());
    }

    [TestMethod]
    public void A_quote_that_is_not_closed_is_named_with_its_line()
    {
        using var sample = new Sample("Text,Label\nfine,a\n\"open,b\nmore,c\n", "rows.csv");
        Assert.AreEqual(
            "line 3 of 'FILE' begins a quoted field that does not end with a quote before the next separator; write a quote inside a quoted field twice (\"\").",
            sample.Fault(() => sample.Table()));
    }

    [TestMethod]
    [DataRow("Text,Label\nfine,a\nwell, not so fine,b\ngood,c\n", 3, 3, "comma")]
    [DataRow("Text\tLabel\nfine\ta\ngood\tc\n\nalone\n", 5, 1, "tab")]
    [DataRow("so,so,1\na,b\nc,d\ne,f\n", 1, 3, "comma")]
    public void An_uneven_row_is_named_with_its_line(string content, int line, int columns, string separator)
    {
        using var sample = new Sample(content);
        Assert.AreEqual(
            $"line {line} of 'FILE' has {columns} column{(columns == 1 ? "" : "s")} where most rows have 2; put quotes (\") around a field that holds a {separator}, or mend the line.",
            sample.Fault(() => sample.Table()));
    }

    [TestMethod]
    public void A_file_without_separator_is_refused()
    {
        using var sample = new Sample("only texts\nin every line\nof this file\n");
        Assert.AreEqual(
            "no tab, comma or semicolon splits the lines of 'FILE' into columns; put a tab between the text and the label of each line.",
            sample.Fault(() => sample.Table()));
    }

    [TestMethod]
    [DataRow("Text,Label\na,1\nb,2\n", '\t', "tabs do not split the lines of 'FILE' into columns; commas do: name that separator, or none, and it is found.")]
    [DataRow("Text\tLabel\na\t1\nb\t2\n", ';', "semicolons do not split the lines of 'FILE' into columns; tabs do: name that separator, or none, and it is found.")]
    [DataRow("Text\na\nb\n", '|', "'|'s do not split the lines of 'FILE' into columns; name the separator that the file has.")]
    public void A_wrong_separator_is_refused_with_the_right_one(string content, char separator, string fault)
    {
        using var sample = new Sample(content);
        Assert.AreEqual(fault, sample.Fault(() => sample.Table(new TableOptions { Separator = separator })));
    }

    [TestMethod]
    public void Another_separator_that_the_user_names_is_taken()
    {
        using var sample = new Sample("Text|Label\na, b|1\nc|2\n");
        Assert.AreEqual("a, b", sample.Table(new TableOptions { Separator = '|' }).Rows[0].Fields[0]);
    }

    [TestMethod]
    public void A_header_without_rows_is_refused()
    {
        using var sample = new Sample("Text\tLabel\n\n");
        Assert.AreEqual("'FILE' has a header (Text, Label) and no rows below it; add rows.", sample.Fault(() => sample.Table()));
    }

    [TestMethod]
    [DataRow("Text\tText\na\tb\n", "line 1 of 'FILE' names two columns 'Text'; give each column a name of its own.")]
    [DataRow("Text\t\na\tb\n", "line 1 of 'FILE' names no column 2; give each column a name.")]
    public void Columns_without_a_name_of_their_own_are_refused(string content, string fault)
    {
        using var sample = new Sample(content);
        Assert.AreEqual(fault, sample.Fault(() => sample.Table(new TableOptions { HasHeader = true })));
    }

    [TestMethod]
    [DataRow("Label", 1)]
    [DataRow("label", 1)]
    [DataRow("2", 1)]
    [DataRow("1", 0)]
    public void A_column_is_found_by_name_or_number(string column, int index)
    {
        using var sample = new Sample("Text\tLabel\na\tb\nc\td\n");
        Assert.AreEqual(index, sample.Table().Columns.Find(column, "label"));
    }

    [TestMethod]
    [DataRow("Lable", "'FILE' has no column 'Lable' for the label; its columns are Text, Label, Id; the nearest name is 'Label'.")]
    [DataRow("Sentiment", "'FILE' has no column 'Sentiment' for the label; its columns are Text, Label, Id.")]
    [DataRow("4", "'FILE' has no column '4' for the label; its columns are Text, Label, Id.")]
    [DataRow("0", "'FILE' has no column '0' for the label; its columns are Text, Label, Id.")]
    public void A_column_that_is_not_there_is_named_with_the_near_ones(string column, string fault)
    {
        using var sample = new Sample("Text\tLabel\tId\na\tb\tc\n");
        Assert.AreEqual(fault, sample.Fault(() => sample.Table().Columns.Find(column, "label")));
    }

    [TestMethod]
    public void A_name_is_asked_of_a_file_without_header()
    {
        using var sample = new Sample("What a fine day it is.\tgood\nWhat a bad day it was.\tbad\n");
        Table table = sample.Table();
        CollectionAssert.AreEqual(new[] { "Column1", "Column2" }, table.Columns.Names.ToArray());
        Assert.AreEqual(
            "'FILE' has no header line that names a column 'Label' for the label; add one, or name the column by its number, 1 to 2.",
            sample.Fault(() => table.Columns.Find("Label", "label")));
    }

    [TestMethod]
    [DataRow("Text\tLabel\nx\ty\nz\ty\n", true, DisplayName = "usual names")]
    [DataRow("Kommentar\tStimmung\nIch mag es.\tgut\nGar nicht.\tschlecht\n", true, DisplayName = "names that do not recur")]
    [DataRow("phrase\tstars\nI like it a lot.\t5\nNo.\t1\n", true, DisplayName = "numbers below a name")]
    [DataRow("Lovely\tgood\nAwful\tbad\nFine\tgood\n", false, DisplayName = "a value that recurs")]
    [DataRow("I like it, I do.\t1\nNo.\t0\n", false, DisplayName = "a number in the first line")]
    [DataRow("It was great.\tgood\nIt was not.\tbad\n", false, DisplayName = "a sentence in the first line")]
    public void A_header_is_told_from_a_row(string content, bool hasHeader)
    {
        using var sample = new Sample(content);
        Assert.AreEqual(hasHeader, sample.Table().Columns.AreNamed);
        Assert.IsFalse(sample.Table(new TableOptions { HasHeader = false }).Columns.AreNamed);
        Assert.IsTrue(sample.Table(new TableOptions { HasHeader = true }).Columns.AreNamed);
    }

    [TestMethod]
    public void A_name_that_the_user_knows_makes_a_header()
    {
        using var sample = new Sample("b1\tb2\nx\tb2\ny\tz\n");
        Assert.IsFalse(sample.Table().Columns.AreNamed);
        Assert.IsTrue(sample.Table(new TableOptions { KnownColumns = ["B2"] }).Columns.AreNamed);
    }
}
