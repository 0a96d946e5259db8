using Microsoft.ML.Data;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola.Tasks.TextClassification;

/// <summary>One class for each text: a key label, and a predicted key with the probability of each class.</summary>
internal sealed class TextClassificationStage(NolaTextClassificationOptions options) : TextStageTask<int>(options)
{
    public const string TaskName = "text_classification";
    public const string Name = "NolaTextClassification";

    public override string StageName => Name;

    protected override TextColumns Texts => new(options.Sentence1ColumnName, options.Sentence2ColumnName);

    protected override string LabelColumn => options.LabelColumnName;

    /// <summary>The task of a stage in a zip.</summary>
    public static FittedTask Read(StageRecord record, StageEntries entries)
    {
        string path = entries.PathOf(StageJson.EntryName);
        TextClassificationSettings settings = record.SettingsOf<TextClassificationSettings>(path).Checked(path);
        LabelValues? labels = entries.ReadLabels(settings.Classes);
        return Create(record.ColumnOf(ColumnRoles.PredictedLabel, path), record.ColumnOf(ColumnRoles.Score, path), record.Columns, settings, labels);
    }

    protected override SchemaShape.Column CheckLabel(SchemaShape input, string parameter)
    {
        SchemaShape.Column label = InputColumns.FindLabel(input, LabelColumn, "key", Faults, parameter);
        return label.IsKey ? label : throw Faults.NotKey(LabelColumn, label.ItemType, parameter);
    }

    protected override IReadOnlyList<SchemaShape.Column> Promise(SchemaShape.Column label) =>
        MulticlassScoreColumns.Promise(options.OutputColumnName, options.ScoreColumnName, label);

    protected override LabelledTask<int> Learn(IDataView train, DataViewSchema.Column label, string parameter)
    {
        int classes = CountClasses(train, label, parameter);
        var settings = new TextClassificationSettings { Classes = classes, LabelType = label.Type.RawType.Name };
        IReadOnlyDictionary<string, string> columns = ColumnRoles.Of(
            (ColumnRoles.Label, options.LabelColumnName),
            (ColumnRoles.Score, options.ScoreColumnName),
            (ColumnRoles.PredictedLabel, options.OutputColumnName),
            (ColumnRoles.Sentence1, options.Sentence1ColumnName),
            (ColumnRoles.Sentence2, options.Sentence2ColumnName));
        LabelValues? labels = LabelValues.From(label, classes);
        return new LabelledTask<int>(
            Create(options.OutputColumnName, options.ScoreColumnName, columns, settings, labels),
            new ClassificationTask(classes, ClassWeights.Resolve(options.ClassWeights, options.Training, labels?.Texts, classes, Faults)),
            (row, column) => KeyReader.Create(row, column, classes));
    }

    protected override void CheckValidation(DataViewSchema.Column train, DataViewSchema.Column validation) =>
        KeyTypes.RequireSame(train, validation, Faults);

    private static FittedTask Create(
        string predicted, string score, IReadOnlyDictionary<string, string> columns, TextClassificationSettings settings, LabelValues? labels) => new()
    {
        Name = TaskName,
        StageName = Name,
        Head = new ClassificationHead(settings.Classes),
        Scores = new MulticlassScoreColumns(predicted, score, labels, settings.Classes),
        Columns = columns,
        OutputNames = labels?.Texts,
        Settings = StageJson.ToElement(settings),
        Entries = LabelValues.ToEntries(labels),
    };

    /// <summary>The classes are the values that the key can have, not those that some rows happen to hold: a fold may lack one.</summary>
    private int CountClasses(IDataView train, DataViewSchema.Column label, string parameter)
    {
        ulong count = ((KeyDataViewType)label.Type).Count;
        return count switch
        {
            1 => throw OneClass(train, label),
            > TextClassificationSettings.MaxClasses => throw Faults.TooManyClasses(label.Name, count, TextClassificationSettings.MaxClasses, parameter),
            _ => (int)count,
        };
    }

    /// <summary>Why a key has one value: no rows, no labels, or one class. A file with another separator than expected looks like each of them.</summary>
    private Exception OneClass(IDataView train, DataViewSchema.Column label)
    {
        (int labelled, int skipped) = (0, 0);
        using DataViewRowCursor cursor = train.GetRowCursor([label]);
        TargetReader<int> read = KeyReader.Create(cursor, label, classes: 1);
        while (cursor.MoveNext())
        {
            (labelled, skipped) = read(out _) ? (labelled + 1, skipped) : (labelled, skipped + 1);
        }

        return labelled == 0
            ? Faults.NoRows("training set", label.Name, skipped)
            : Faults.OneClass(label.Name, labelled, LabelValues.From(label, 1)?.FirstText);
    }
}
