using Microsoft.ML.Data;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola.Tasks.BinaryTextClassification;

/// <summary>True or false for each text: a Boolean label, and a predicted Boolean with its score and probability.</summary>
internal sealed class BinaryTextClassificationStage(NolaBinaryTextClassificationOptions options) : TextStageTask<bool>(options)
{
    public const string TaskName = "binary_text_classification";
    public const string Name = "NolaTextClassification";

    public override string StageName => Name;

    protected override TextColumns Texts => new(options.Sentence1ColumnName, options.Sentence2ColumnName);

    protected override string LabelColumn => options.LabelColumnName;

    /// <summary>The task of a stage in a zip.</summary>
    public static FittedTask Read(StageRecord record, StageEntries entries)
    {
        string path = entries.PathOf(StageJson.EntryName);
        if (record.TaskSettings is not null)
        {
            throw new CorruptModelException(path, $"the task '{TaskName}' has no settings");
        }

        return Create(record.Columns, new BinaryScoreColumns(
            record.ColumnOf(ColumnRoles.PredictedLabel, path), record.ColumnOf(ColumnRoles.Score, path), record.ColumnOf(ColumnRoles.Probability, path)));
    }

    protected override SchemaShape.Column CheckLabel(SchemaShape input, string parameter)
    {
        SchemaShape.Column label = InputColumns.FindLabel(input, LabelColumn, "Boolean", Faults, parameter);
        return !label.IsKey && label.ItemType is BooleanDataViewType ? label : throw Faults.NotBoolean(LabelColumn, label.ItemType, label.IsKey, parameter);
    }

    protected override IReadOnlyList<SchemaShape.Column> Promise(SchemaShape.Column label) => CreateScores().Promise();

    protected override LabelledTask<bool> Learn(IDataView train, DataViewSchema.Column label, string parameter) => new(
        Create(
            ColumnRoles.Of(
                (ColumnRoles.Label, options.LabelColumnName),
                (ColumnRoles.Score, options.ScoreColumnName),
                (ColumnRoles.Probability, options.ProbabilityColumnName),
                (ColumnRoles.PredictedLabel, options.OutputColumnName),
                (ColumnRoles.Sentence1, options.Sentence1ColumnName),
                (ColumnRoles.Sentence2, options.Sentence2ColumnName)),
            CreateScores()),
        new BinaryTextClassificationTask(ClassWeights.Resolve(options.ClassWeights, options.Training, [bool.FalseString, bool.TrueString], 2, Faults)),
        BooleanReader.Create);

    private static FittedTask Create(IReadOnlyDictionary<string, string> columns, BinaryScoreColumns scores) => new()
    {
        Name = TaskName,
        StageName = Name,
        Head = new BinaryHead(),
        Scores = scores,
        Columns = columns,
    };

    private BinaryScoreColumns CreateScores() => new(options.OutputColumnName, options.ScoreColumnName, options.ProbabilityColumnName);
}
