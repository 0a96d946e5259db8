using System.Globalization;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;

namespace Microsoft.ML.Nola.Tasks.TextGeneration;

/// <summary>Compares generated texts with references.</summary>
/// <param name="outputName">The column of the outputs: a text, or a vector of text of which the first counts.</param>
/// <param name="referenceName">The column of the references: a text, or a vector of text.</param>
/// <param name="groupName">The column whose equal values say that rows are of one output; null if each row is.</param>
internal sealed class TextGenerationEvaluation(string outputName, string referenceName, string? groupName)
{
    private static readonly ColumnFaults Faults = new("EvaluateTextGeneration");

    public NolaTextGenerationMetrics Evaluate(IDataView data)
    {
        DataViewSchema.Column output = TextValues.Find(data.Schema, "output", outputName, Faults, nameof(data));
        DataViewSchema.Column reference = TextValues.Find(data.Schema, "reference", referenceName, Faults, nameof(data));
        DataViewSchema.Column? group = groupName is null ? null : NameColumn.Find(data.Schema, "group", groupName, Faults, nameof(data));
        using DataViewRowCursor cursor = data.GetRowCursor(group is null ? [output, reference] : [output, reference, group.Value]);
        Func<string[]> readOutput = TextValues.CreateReader(cursor, output);
        Func<string[]> readReferences = TextValues.CreateReader(cursor, reference);
        var tally = new Tally();
        if (group is null)
        {
            while (cursor.MoveNext())
            {
                tally.Add(readOutput(), readReferences(), cursor.Position);
            }
        }
        else
        {
            AddGroups(tally, ReadGroups(cursor, readOutput, readReferences, NameColumn.CreateReader(cursor, group.Value)));
        }

        return tally.Rows > 0 ? tally.ToMetrics() : throw Faults.Data("the data has no rows");
    }

    private static void AddGroups(Tally tally, List<Group> groups)
    {
        foreach (Group group in groups)
        {
            tally.Add(group.Output, [.. group.References], group.FirstRow, group.Rows);
        }
    }

    /// <summary>The groups in the order of their first rows. Rows of a group need not stand together, so all texts are kept.</summary>
    private static List<Group> ReadGroups(DataViewRowCursor cursor, Func<string[]> readOutput, Func<string[]> readReferences, Func<string> readName)
    {
        List<Group> groups = [];
        Dictionary<string, Group> byName = new(StringComparer.Ordinal);
        while (cursor.MoveNext())
        {
            string name = readName();
            if (!byName.TryGetValue(name, out Group? group))
            {
                group = new Group(readOutput(), cursor.Position);
                byName.Add(name, group);
                groups.Add(group);
            }

            group.References.AddRange(readReferences());
            group.Rows++;
        }

        return groups;
    }

    /// <summary>Rows that are of one output.</summary>
    private sealed class Group(string[] output, long firstRow)
    {
        public string[] Output { get; } = output;

        public long FirstRow { get; } = firstRow;

        public List<string> References { get; } = [];

        public long Rows { get; set; }
    }

    private sealed class Tally
    {
        private readonly GenerationScores _scores = new();
        private long _outputs;
        private long _references;

        public long Rows { get; private set; }

        public void Add(string[] output, string[] references, long row, long rows = 1)
        {
            references = Array.FindAll(references, static reference => !string.IsNullOrWhiteSpace(reference));
            if (references.Length == 0)
            {
                throw Faults.Data(string.Create(
                    CultureInfo.InvariantCulture, $"row {row} has no reference: its text is empty. Leave such rows out, or give each a reference"));
            }

            _scores.Add(output.FirstOrDefault(string.Empty), references);
            _outputs++;
            _references += references.Length;
            Rows += rows;
        }

        public NolaTextGenerationMetrics ToMetrics() => new(_scores, _outputs, _references, Rows);
    }
}
