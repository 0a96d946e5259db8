using Microsoft.ML.Data;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola.Tasks.MultiLabelTextClassification;

/// <summary>Any number of labels for each text: a vector of Booleans, and predicted Booleans with the probability of each label.</summary>
internal sealed class MultiLabelStage(NolaMultiLabelTextClassificationOptions options) : TextStageTask<bool[]>(options)
{
    public const string TaskName = "multi_label_text_classification";
    public const string Name = "NolaMultiLabelTextClassification";

    public override string StageName => Name;

    protected override TextColumns Texts => new(options.Sentence1ColumnName, options.Sentence2ColumnName);

    protected override string LabelColumn => options.LabelColumnName;

    /// <summary>The task of a stage in a zip.</summary>
    public static FittedTask Read(StageRecord record, StageEntries entries)
    {
        string path = entries.PathOf(StageJson.EntryName);
        MultiLabelSettings settings = record.SettingsOf<MultiLabelSettings>(path).Checked(path);
        LabelValues? names = entries.ReadLabels(settings.Labels);
        return names is { AreText: false }
            ? throw new CorruptModelException(entries.PathOf(LabelValues.EntryName), "the names of labels are not text")
            : Create(record.ColumnOf(ColumnRoles.PredictedLabel, path), record.ColumnOf(ColumnRoles.Score, path), record.Columns, settings, names);
    }

    protected override bool AreOneValue(IReadOnlyList<bool[]> targets) => targets.All(target => target.AsSpan().SequenceEqual(targets[0]));

    protected override SchemaShape.Column CheckLabel(SchemaShape input, string parameter)
    {
        SchemaShape.Column label = InputColumns.Find(input, "label", LabelColumn, Faults, parameter);
        return label is { Kind: SchemaShape.Column.VectorKind.Vector, IsKey: false, ItemType: BooleanDataViewType }
            ? label
            : throw Faults.Schema(LabelVectorFaults.Describe(label), parameter);
    }

    protected override IReadOnlyList<SchemaShape.Column> Promise(SchemaShape.Column label) =>
        MultiLabelScoreColumns.Promise(options.OutputColumnName, options.ScoreColumnName, label);

    protected override LabelledTask<bool[]> Learn(IDataView train, DataViewSchema.Column label, string parameter)
    {
        int labels = SizeOf(label);
        if (labels > MultiLabelSettings.MaxLabels)
        {
            throw Faults.Schema(
                $"the label column '{label.Name}' is a vector of {labels} Booleans, more than {MultiLabelSettings.MaxLabels}: it looks hashed. "
                + "Use MapValueToKey instead of a hash",
                parameter);
        }

        var settings = new MultiLabelSettings { Labels = labels, Threshold = (float)options.Threshold };
        IReadOnlyDictionary<string, string> columns = ColumnRoles.Of(
            (ColumnRoles.Label, options.LabelColumnName),
            (ColumnRoles.Score, options.ScoreColumnName),
            (ColumnRoles.PredictedLabel, options.OutputColumnName),
            (ColumnRoles.Sentence1, options.Sentence1ColumnName),
            (ColumnRoles.Sentence2, options.Sentence2ColumnName));
        LabelValues? names = LabelValues.SlotNamesOf(label);
        return new LabelledTask<bool[]>(
            Create(options.OutputColumnName, options.ScoreColumnName, columns, settings, names),
            new MultiLabelTextClassificationTask(
                labels, settings.Threshold, ClassWeights.Resolve(options.ClassWeights, options.Training, names?.Texts, labels, Faults)),
            BooleanVectorReader.Create);
    }

    /// <summary>A place in a vector means nothing by itself: with another order the model would be measured against other labels, silently.</summary>
    protected override void CheckValidation(DataViewSchema.Column train, DataViewSchema.Column validation)
    {
        LabelValues? others = LabelValues.SlotNamesOf(validation);
        bool same = SizeOf(train) == SizeOf(validation) && (LabelValues.SlotNamesOf(train)?.HasSameValues(others) ?? others is null);
        if (!same)
        {
            throw Faults.Data(
                $"the label column '{LabelColumn}' holds other labels in the validation set than in the training set, or in another order; "
                + "make both with the same fitted transforms");
        }
    }

    private static int SizeOf(DataViewSchema.Column label) => ((VectorDataViewType)label.Type).Size;

    private static FittedTask Create(
        string predicted, string score, IReadOnlyDictionary<string, string> columns, MultiLabelSettings settings, LabelValues? names) => new()
    {
        Name = TaskName,
        StageName = Name,
        Head = new MultiLabelHead(settings.Labels),
        Scores = new MultiLabelScoreColumns(predicted, score, names, settings.Labels, settings.Threshold),
        Columns = columns,
        OutputNames = names?.Texts,
        Settings = StageJson.ToElement(settings),
        Entries = LabelValues.ToEntries(names),
    };
}
