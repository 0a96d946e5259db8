using Microsoft.ML.Nola.Models;

namespace Microsoft.ML.Nola.Columns;

/// <summary>The one or two text columns that a stage reads.</summary>
/// <param name="Sentence1">The text.</param>
/// <param name="Sentence2">The second text; null if rows have one.</param>
internal sealed record TextColumns(string Sentence1, string? Sentence2) : StageInputs
{
    /// <summary>What most tasks call them.</summary>
    public static readonly (string First, string Second) UsualRoles = ("text", "second text");

    /// <summary>What the columns are, for messages.</summary>
    public (string First, string Second) Roles { get; init; } = UsualRoles;

    public override void Check(SchemaShape shape, ColumnFaults faults, string parameter)
    {
        InputColumns.CheckText(shape, Roles.First, Sentence1, faults, parameter);
        if (Sentence2 is not null)
        {
            InputColumns.CheckText(shape, Roles.Second, Sentence2, faults, parameter);
        }
    }

    public override IEnumerable<DataViewSchema.Column> In(DataViewSchema schema) => Sentence2 is null ? [schema[Sentence1]] : [schema[Sentence1], schema[Sentence2]];

    public override Func<TextInput> CreateReader(DataViewRow row)
    {
        ValueGetter<ReadOnlyMemory<char>> readFirst = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[Sentence1]);
        ValueGetter<ReadOnlyMemory<char>>? readSecond = Sentence2 is null ? null : row.GetGetter<ReadOnlyMemory<char>>(row.Schema[Sentence2]);
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            readFirst(ref text);
            string first = text.ToString();
            if (readSecond is null)
            {
                return new TextInput(first);
            }

            readSecond(ref text);
            return new TextInput(first, text.ToString());
        };
    }
}
