using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nola.Estimators.Tests.Contracts;

/// <summary>What every reader of a view relies on.</summary>
internal static class ViewContract
{
    /// <summary>Checks a view and returns all values of all rows.</summary>
    public static Cell[][] Check(IDataView view)
    {
        (Cell[] Values, DataViewRowId Id)[] rows = [.. Read(view.GetRowCursor(view.Schema))];
        Assert.AreEqual(view.GetRowCount() ?? rows.Length, rows.Length);
        Assert.HasCount(rows.Length, rows.Select(static row => row.Id).Distinct());
        CheckBounds(view, rows.Length);
        foreach (DataViewSchema.Column column in view.Schema)
        {
            CheckAlone(view, column, [.. rows.Select(static row => row.Values)]);
        }

        // A set of cursors shares the rows out: each comes once, whichever cursor has it.
        var together = view.GetRowCursorSet(view.Schema, 3).SelectMany(Read).ToDictionary(static row => row.Id, static row => row.Values);
        Assert.HasCount(rows.Length, together);
        foreach ((Cell[] values, DataViewRowId id) in rows)
        {
            CollectionAssert.AreEqual(values.Select(static cell => cell.Text).ToArray(), together[id].Select(static cell => cell.Text).ToArray());
        }

        return [.. rows.Select(static row => row.Values)];
    }

    private static List<(Cell[] Values, DataViewRowId Id)> Read(DataViewRowCursor cursor)
    {
        using (cursor)
        {
            Func<Cell>[] readers = [.. cursor.Schema.Select(column => Cell.Reader(cursor, column))];
            ValueGetter<DataViewRowId> idGetter = cursor.GetIdGetter();
            var rows = new List<(Cell[] Values, DataViewRowId Id)>();
            while (cursor.MoveNext())
            {
                DataViewRowId id = default;
                idGetter(ref id);
                Cell[] values = [.. readers.Select(static read => read())];

                // Backwards and a second time: a value does not depend on what was read before.
                for (int column = readers.Length - 1; column >= 0; column--)
                {
                    Assert.AreEqual(values[column].Text, readers[column]().Text, cursor.Schema[column].Name);
                }

                rows.Add((values, id));
            }

            return rows;
        }
    }

    private static void CheckBounds(IDataView view, int count)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([]);
        Assert.AreEqual(-1, cursor.Position);
        for (int row = 0; row < count; row++)
        {
            Assert.IsTrue(cursor.MoveNext());
            Assert.AreEqual(row, cursor.Position);
        }

        Assert.IsFalse(cursor.MoveNext());
        Assert.IsFalse(cursor.MoveNext());
    }

    private static void CheckAlone(IDataView view, DataViewSchema.Column column, Cell[][] rows)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        Assert.IsTrue(cursor.IsColumnActive(column));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<ViewContractTests>(column));
        if (view.Schema.FirstOrDefault(other => !cursor.IsColumnActive(other)) is { Name: not null } idle)
        {
            Assert.Throws<InvalidOperationException>(() => Cell.Reader(cursor, idle), idle.Name);
        }

        Func<Cell> read = Cell.Reader(cursor, column);
        for (int row = 0; cursor.MoveNext(); row++)
        {
            Assert.AreEqual(row, cursor.Position);
            Assert.AreEqual(rows[row][column.Index].Text, read().Text, $"{column.Name} read alone, row {row}");
        }
    }

    /// <summary>A type that no column has.</summary>
    private sealed class ViewContractTests;
}
