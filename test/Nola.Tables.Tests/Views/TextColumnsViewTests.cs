using Microsoft.ML;
using Microsoft.ML.Data;
using Nola.Tables.Views;

namespace Nola.Tables.Tests.Views;

[TestClass]
public sealed class TextColumnsViewTests
{
    private static readonly string[][] Rows = [["a", "1"], ["b", "2"], ["", "3"]];

    [TestMethod]
    public void A_cursor_gives_the_active_columns_of_each_row()
    {
        var view = new TextColumnsView(["First", "Second"], Rows, Rows.Length);
        Assert.AreEqual(3, view.GetRowCount());
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Second"]]);
        ValueGetter<ReadOnlyMemory<char>> getter = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Second"]);
        ValueGetter<DataViewRowId> id = cursor.GetIdGetter();
        var seen = new List<(string, DataViewRowId)>();
        while (cursor.MoveNext())
        {
            ReadOnlyMemory<char> value = default;
            DataViewRowId row = default;
            getter(ref value);
            getter(ref value);
            id(ref row);
            seen.Add((value.ToString(), row));
        }

        CollectionAssert.AreEqual(
            new[] { ("1", new DataViewRowId(0, 0)), ("2", new DataViewRowId(1, 0)), ("3", new DataViewRowId(2, 0)) }, seen);
        Assert.IsFalse(cursor.IsColumnActive(view.Schema["First"]));
        Assert.IsFalse(cursor.MoveNext());
        Assert.AreEqual(-1, cursor.Position);
    }

    [TestMethod]
    public void Misuse_is_refused()
    {
        var view = new TextColumnsView(["First", "Second"], Rows);
        Assert.IsNull(view.GetRowCount());
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["First"]]);
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Second"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["First"]));
        ValueGetter<ReadOnlyMemory<char>> getter = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["First"]);
        ReadOnlyMemory<char> value = default;
        Assert.Throws<InvalidOperationException>(() => getter(ref value));
    }
}
