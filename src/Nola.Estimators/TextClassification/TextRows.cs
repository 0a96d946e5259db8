namespace Microsoft.ML.Nola.TextClassification;

/// <summary>Reads a view once, row by row, into tokenised texts.</summary>
internal static class TextRows
{
    public static void Read(IDataView view, TextColumns columns, int classes, LabelledTexts into, Action checkAlive)
    {
        DataViewSchema schema = view.Schema;
        DataViewSchema.Column label = schema[columns.Label];
        DataViewSchema.Column first = schema[columns.Sentence1];
        DataViewSchema.Column? second = columns.Sentence2 is null ? null : schema[columns.Sentence2];
        using DataViewRowCursor cursor = view.GetRowCursor(second is { } pair ? [label, first, pair] : [label, first]);
        Func<int> readLabel = KeyReader.Create(cursor, label, classes);
        ValueGetter<ReadOnlyMemory<char>> readFirst = cursor.GetGetter<ReadOnlyMemory<char>>(first);
        ValueGetter<ReadOnlyMemory<char>>? readSecond = second is { } other ? cursor.GetGetter<ReadOnlyMemory<char>>(other) : null;
        ReadOnlyMemory<char> text = default;
        ReadOnlyMemory<char> secondText = default;
        while (cursor.MoveNext())
        {
            checkAlive();
            int target = readLabel();
            if (target < 0)
            {
                into.Skip();
                continue;
            }

            readFirst(ref text);
            readSecond?.Invoke(ref secondText);
            into.Add(text.ToString(), readSecond is null ? null : secondText.ToString(), target);
        }
    }
}
