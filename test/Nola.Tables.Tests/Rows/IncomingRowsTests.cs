using Nola.Tables.Rows;

namespace Nola.Tables.Tests.Rows;

[TestClass]
public sealed class IncomingRowsTests
{
    private static readonly string[] Columns = ["Text", "Label"];

    [TestMethod]
    [DataRow("Good, I say\nBad\n", "Good, I say|Bad", "Text", DisplayName = "texts alone")]
    [DataRow("text\nGood, I say\n\nBad", "Good, I say|Bad", "text", DisplayName = "texts under a header")]
    [DataRow("Good, I say\ta\nBad\tb\n", "Good, I say+a|Bad+b", "Text Label", DisplayName = "the model's columns without header")]
    [DataRow("\n\nId,TEXT\n1,\"Good, I say\"\n2,\"two\nlines\"\n", "1+Good, I say|2+two\nlines", "Id TEXT", DisplayName = "a header of commas")]
    [DataRow("Id\tText\n1\tGood\n", "1+Good", "Id Text", DisplayName = "a header of tabs")]
    [DataRow("{\"Text\": \"Good\"}\n{\"Text\": \"Bad\", \"Id\": 2}\n", "Good|Bad+2", "Text Id", DisplayName = "JSON lines")]
    [DataRow("", "", "Text", DisplayName = "nothing")]
    public void The_first_line_says_what_the_rows_are(string content, string rows, string columns)
    {
        IncomingRows stream = IncomingRows.Open(new StringReader(content), "-", "Text", Columns);
        Assert.AreEqual(rows, string.Join('|', stream.Read().Select(static row => string.Join('+', row.Fields))));
        Assert.AreEqual(columns, string.Join(' ', stream.Columns));
    }

    [TestMethod]
    public void Columns_that_nobody_names_are_refused() =>
        Assert.AreEqual(
            "line 2 of 'in' has 3 columns and names none of them 'Text', the model's text column; add a header line that does, or write one text a line.",
            Assert.Throws<FileFaultException>(static () => IncomingRows.Open(new StringReader("\n1\tGood\ta\n"), "in", "Text", Columns)).Message);

    [TestMethod]
    public void An_uneven_row_is_named_with_its_line_when_it_comes()
    {
        IncomingRows stream = IncomingRows.Open(new StringReader("\nId\tText\n1\tGood\n2\n"), "in", "Text", Columns);
        using IEnumerator<TableRow> rows = stream.Read().GetEnumerator();
        Assert.IsTrue(rows.MoveNext());
        Assert.AreEqual(3, rows.Current.Line);
        Assert.StartsWith("line 4 of 'in' has 1 column where most rows have 2; ", Assert.Throws<FileFaultException>(() => rows.MoveNext()).Message);
    }
}
