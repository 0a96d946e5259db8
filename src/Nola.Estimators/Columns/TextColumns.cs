namespace Microsoft.ML.Nola.Columns;

/// <summary>The one or two text columns that a stage reads.</summary>
/// <param name="Sentence1">The text.</param>
/// <param name="Sentence2">The second text; null if rows have one.</param>
internal sealed record TextColumns(string Sentence1, string? Sentence2)
{
    /// <summary>What most tasks call them.</summary>
    public static readonly (string First, string Second) UsualRoles = ("text", "second text");

    /// <summary>What the columns are, for messages.</summary>
    public (string First, string Second) Roles { get; init; } = UsualRoles;

    /// <summary>Refuses columns that are missing or not text.</summary>
    public void Check(SchemaShape shape, ColumnFaults faults, string parameter)
    {
        InputColumns.CheckText(shape, Roles.First, Sentence1, faults, parameter);
        if (Sentence2 is not null)
        {
            InputColumns.CheckText(shape, Roles.Second, Sentence2, faults, parameter);
        }
    }

    /// <summary>The columns in a schema that has been checked.</summary>
    public IEnumerable<DataViewSchema.Column> In(DataViewSchema schema) => Sentence2 is null ? [schema[Sentence1]] : [schema[Sentence1], schema[Sentence2]];

    /// <summary>Reads the texts of the row that a cursor stands at.</summary>
    public Func<(string First, string? Second)> CreateReader(DataViewRow row)
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
                return (first, null);
            }

            readSecond(ref text);
            return (first, text.ToString());
        };
    }
}
