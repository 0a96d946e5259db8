using Nola.Tables.Rows;

namespace Nola.Tables.Tests.Rows;

[TestClass]
public sealed class JsonRowsTests
{
    [TestMethod]
    [DataRow("rows.jsonl")]
    [DataRow("rows.txt")]
    public void Lines_of_objects_are_rows(string name)
    {
        using var sample = new Sample("""
            {"Text": "a\tb \"c\"", "Stars": 5, "Flag": true, "None": null}

            {"Stars": 1.50, "Text": "d", "Late": "e"}
            """, name);
        Table table = sample.Table();
        CollectionAssert.AreEqual(new[] { "Text", "Stars", "Flag", "None", "Late" }, table.Columns.Names.ToArray());
        CollectionAssert.AreEqual(new[] { "a\tb \"c\"", "5", "true", "", "" }, table.Rows[0].Fields.ToArray());
        CollectionAssert.AreEqual(new[] { "d", "1.50", "", "", "e" }, table.Rows[1].Fields.ToArray());
        CollectionAssert.AreEqual(new[] { 1, 3 }, table.Rows.Select(static row => row.Line).ToArray());
        Assert.IsNull(table.Separator);
    }

    [TestMethod]
    [DataRow("{\"Text\": \"a\"}\n[1]\n", "line 2 of 'FILE' is not a JSON object; write one row a line, such as {\"Text\": \"...\", \"Label\": \"...\"}.")]
    [DataRow("{\"Text\": \"a\"}\n{\"Text\": \n", "line 2 of 'FILE' is not JSON; write one object a line, such as {\"Text\": \"...\", \"Label\": \"...\"}.")]
    [DataRow("[\n{\"Text\": \"a\"}\n]\n", "'FILE' is a JSON array over several lines; write one object a line (JSON lines).")]
    [DataRow("{\"Text\": [\"a\"]}\n", "line 1 of 'FILE' has no plain value in 'Text'; texts, numbers, true, false and null are read.")]
    public void Other_JSON_is_refused_with_its_line(string content, string fault)
    {
        using var sample = new Sample(content, "rows.jsonl");
        Assert.AreEqual(fault, sample.Fault(() => sample.Table()));
    }
}
