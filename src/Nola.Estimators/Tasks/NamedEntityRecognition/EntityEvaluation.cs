using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

/// <summary>Compares two columns of tags of words.</summary>
/// <param name="label">The label column.</param>
/// <param name="predicted">The column of predicted tags.</param>
internal sealed class EntityEvaluation(string label, string predicted)
{
    private readonly ColumnFaults _faults = new("EvaluateNamedEntityRecognition");

    public NolaEntityMetrics Run(IDataView data)
    {
        (var lenient, var strict) = (new EntityTally(EntityScheme.Lenient), new EntityTally(EntityScheme.Strict));
        (long words, long right) = (0, 0);
        DataViewSchema.Column labelColumn = Find(data, "label", label);
        DataViewSchema.Column predictedColumn = Find(data, "predicted label", predicted);
        using DataViewRowCursor cursor = data.GetRowCursor([labelColumn, predictedColumn]);
        bool missingIsOutside = !Values(labelColumn).Contains(EntityTag.OutsideText, StringComparer.Ordinal);
        Func<string?[]> readLabels = CreateReader(cursor, labelColumn);
        Func<string?[]> readPredicted = CreateReader(cursor, predictedColumn);
        while (cursor.MoveNext())
        {
            (string?[] labels, string?[] found) = (readLabels(), readPredicted());
            if (labels.Length != found.Length)
            {
                throw WrongCount(cursor.Position, labels.Length, found.Length);
            }

            int[] known = [.. Enumerable.Range(0, labels.Length).Where(word => missingIsOutside || labels[word] is not null)];
            string[] expected = [.. known.Select(word => labels[word] ?? EntityTag.OutsideText)];
            string[] given = [.. known.Select(word => found[word] ?? EntityTag.OutsideText)];
            words += known.Length;
            right += expected.Zip(given).Count(static pair => pair.First == pair.Second);
            EntityTag[] expectedTags = Array.ConvertAll(expected, EntityTag.Parse);
            EntityTag[] givenTags = Array.ConvertAll(given, EntityTag.Parse);
            lenient.Add(expectedTags, givenTags);
            strict.Add(expectedTags, givenTags);
        }

        return words > 0
            ? new NolaEntityMetrics(lenient, strict, words, right)
            : throw _faults.Data($"no row has a word with a tag in the label column '{label}'");
    }

    private DataViewSchema.Column Find(IDataView data, string role, string name)
    {
        SchemaShape.Column shape = InputColumns.Find(SchemaShapes.Of(data.Schema), role, name, _faults, nameof(data));
        DataViewSchema.Column column = data.Schema[name];
        bool isTags = column.Type is VectorDataViewType { ItemType: TextDataViewType } || (column.Type is VectorDataViewType && Values(column).Count > 0);
        return isTags
            ? column
            : throw _faults.Schema(
                $"the {role} column '{name}' is of type {InputColumns.Describe(shape)}; it must be one tag a word, a vector of text, or of key with values",
                nameof(data));
    }

    private static IReadOnlyList<string> Values(DataViewSchema.Column column) =>
        column.Type.ItemType() is KeyDataViewType key && key.Count <= int.MaxValue ? LabelValues.From(column, (int)key.Count)?.Texts ?? [] : [];

    /// <summary>Reads the tags of a row; a missing key is null, and so is empty text.</summary>
    private static Func<string?[]> CreateReader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type.ItemType() is KeyDataViewType)
        {
            IReadOnlyList<string> values = Values(column);
            Func<int[]> readKeys = KeyReader.CreateForVectors(row, column, values.Count, missing: -1);
            return () => Array.ConvertAll(readKeys(), key => key < 0 ? null : values[key]);
        }

        ValueGetter<VBuffer<ReadOnlyMemory<char>>> read = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return () =>
        {
            read(ref texts);
            return [.. texts.DenseValues().Select(static text => text.IsEmpty ? null : text.ToString())];
        };
    }

    private Exception WrongCount(long row, int labels, int found) => _faults.Data(string.Create(
        CultureInfo.InvariantCulture,
        $"row {row} has {labels} tags in the column '{label}' and {found} in the column '{predicted}'. Give each word one tag in both"));
}
