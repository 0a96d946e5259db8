using System.Globalization;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

/// <summary>One tag for each word of a text: a label that is a vector of keys, and a predicted vector of keys.</summary>
internal sealed class NamedEntityRecognitionStage(NolaNamedEntityRecognitionOptions options) : TextStageTask<int[]>(options)
{
    public const string TaskName = "named_entity_recognition";
    public const string Name = "NolaNamedEntityRecognition";

    public override string StageName => Name;

    protected override TextColumns Texts => new(options.Sentence1ColumnName, null);

    protected override string LabelColumn => options.LabelColumnName;

    private TagLabelFaults LabelFaults => new(Faults, LabelColumn);

    /// <summary>The task of a stage in a zip.</summary>
    public static FittedTask Read(StageRecord record, StageEntries entries)
    {
        string path = entries.PathOf(StageJson.EntryName);
        NamedEntityRecognitionSettings settings = record.SettingsOf<NamedEntityRecognitionSettings>(path).Checked(path);
        LabelValues? labels = entries.ReadLabels(settings.Tags);
        return Create(
            record.ColumnOf(ColumnRoles.PredictedLabel, path), record.Columns.GetValueOrDefault(ColumnRoles.Score), record.Columns, settings, labels);
    }

    protected override SchemaShape.Column CheckLabel(SchemaShape input, string parameter)
    {
        SchemaShape.Column label = InputColumns.Find(input, "label", LabelColumn, Faults, parameter);
        return label.IsKey && label.Kind != SchemaShape.Column.VectorKind.Scalar ? label : throw LabelFaults.NotVectorOfKey(label, parameter);
    }

    protected override IReadOnlyList<SchemaShape.Column> Promise(SchemaShape.Column label) =>
        WordTagColumns.Promise(options.OutputColumnName, options.ScoreColumnName, label);

    protected override LabelledTask<int[]> Learn(IDataView train, DataViewSchema.Column label, string parameter)
    {
        ulong count = KeyTypes.Of(label).Count;
        if (count > ClassificationSettings.MaxClasses)
        {
            throw Faults.TooManyClasses(label.Name, count, ClassificationSettings.MaxClasses, parameter);
        }

        int tags = (int)count;
        LabelValues? labels = LabelValues.From(label, tags);
        IReadOnlyList<string>? texts = labels is { AreText: true } ? labels.Texts : null;
        var settings = new NamedEntityRecognitionSettings { Tags = tags, MissingIsOutside = texts?.Contains(EntityTag.OutsideText, StringComparer.Ordinal) != true };
        if (settings.Width == 1)
        {
            throw OnlyOutside(train, label);
        }

        IReadOnlyDictionary<string, string> columns = ColumnRoles.Of(
            (ColumnRoles.Label, options.LabelColumnName),
            (ColumnRoles.Score, options.ScoreColumnName),
            (ColumnRoles.PredictedLabel, options.OutputColumnName),
            (ColumnRoles.Sentence1, options.Sentence1ColumnName));
        EntityTag[] parsed = [.. Enumerable.Range(0, settings.Width).Select(tag => Parse(texts, tags, tag))];
        return new LabelledTask<int[]>(
            Create(options.OutputColumnName, options.ScoreColumnName, columns, settings, labels),
            new NamedEntityRecognitionTask(
                parsed, ClassWeights.Resolve(options.ClassWeights, options.Training, OutputNames(labels, settings), settings.Width, Faults)),
            (row, column) => CreateReader(row, column, settings),
            Align);
    }

    protected override void CheckValidation(DataViewSchema.Column train, DataViewSchema.Column validation) =>
        KeyTypes.RequireSame(train, validation, Faults);

    protected override bool AreOneValue(IReadOnlyList<int[]> targets) =>
        targets.SelectMany(static words => words).Where(static tag => tag != NamedEntityRecognitionTask.NoTag).Distinct().Take(2).Count() == 1;

    private static FittedTask Create(
        string predicted, string? score, IReadOnlyDictionary<string, string> columns, NamedEntityRecognitionSettings settings, LabelValues? labels) => new()
    {
        Name = TaskName,
        StageName = Name,
        Head = new WordTagHead(settings.Width),
        Layout = WordLayout.Instance,
        Scores = new WordTagColumns(predicted, score, labels, settings.Tags, settings.Width),
        Columns = columns,
        OutputNames = OutputNames(labels, settings),
        Settings = StageJson.ToElement(settings),
        Entries = LabelValues.ToEntries(labels),
    };

    /// <summary>The texts of the tags, with that of words outside if it is none of the key's values.</summary>
    private static IReadOnlyList<string>? OutputNames(LabelValues? labels, NamedEntityRecognitionSettings settings) =>
        labels is not null && settings.MissingIsOutside ? [.. labels.Texts, EntityTag.OutsideText] : labels?.Texts;

    /// <summary>What a tag says; the one beyond the key's values is that of a missing key. Keys without text are types that stand for themselves.</summary>
    private static EntityTag Parse(IReadOnlyList<string>? texts, int tags, int tag) =>
        tag == tags ? EntityTag.Outside : EntityTag.Parse(texts?[tag] ?? tag.ToString(CultureInfo.InvariantCulture));

    /// <summary>A row without a tag teaches nothing, and is left out.</summary>
    private static TargetReader<int[]> CreateReader(DataViewRow row, DataViewSchema.Column column, NamedEntityRecognitionSettings settings)
    {
        int missing = settings.MissingIsOutside ? settings.Tags : NamedEntityRecognitionTask.NoTag;
        Func<int[]> read = KeyReader.CreateForVectors(row, column, settings.Tags, missing);
        return (out int[] target) =>
        {
            target = read();
            return Array.Exists(target, static tag => tag != NamedEntityRecognitionTask.NoTag);
        };
    }

    private int[] Align(int[] target, RowTokens tokens) =>
        target.Length == tokens.Spans.Length ? target : throw LabelFaults.WrongCount(tokens.Row, target.Length, tokens.Spans.Length, Texts.Sentence1);

    /// <summary>Why the tag O is all there is: no rows, no labels, or no entity. A file with another separator than expected looks like each of them.</summary>
    private Exception OnlyOutside(IDataView train, DataViewSchema.Column label)
    {
        (int labelled, int skipped) = (0, 0);
        using DataViewRowCursor cursor = train.GetRowCursor([label]);
        Func<int[]> read = KeyReader.CreateForVectors(cursor, label, 1, NamedEntityRecognitionTask.NoTag);
        while (cursor.MoveNext())
        {
            int words = read().Count(static tag => tag != NamedEntityRecognitionTask.NoTag);
            (labelled, skipped) = (labelled + words, skipped + (words == 0 ? 1 : 0));
        }

        return labelled == 0 ? Faults.NoRows("training set", label.Name, skipped) : Faults.OneClass(label.Name, labelled, EntityTag.OutsideText, Inputs.DoubtOfOneLabel);
    }
}
