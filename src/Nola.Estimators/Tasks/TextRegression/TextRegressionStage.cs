using Microsoft.ML.Data;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola.Tasks.TextRegression;

/// <summary>A number for each text or pair of texts: a float label, and a score in its unit.</summary>
internal sealed class TextRegressionStage(NolaTextRegressionOptions options) : TextStageTask<float>(options)
{
    public const string TaskName = "text_regression";
    public const string Name = "NolaTextRegression";

    public override string StageName => Name;

    protected override TextColumns Texts => new(options.Sentence1ColumnName, options.Sentence2ColumnName);

    protected override string LabelColumn => options.LabelColumnName;

    private RegressionScoreColumns Scores => new(options.ScoreColumnName);

    /// <summary>The task of a stage in a zip.</summary>
    public static FittedTask Read(StageRecord record, StageEntries entries)
    {
        string path = entries.PathOf(StageJson.EntryName);
        TextRegressionSettings settings = record.SettingsOf<TextRegressionSettings>(path).Checked(record.Columns.ContainsKey(ColumnRoles.Sentence2), path);
        return Create(record.Columns, settings, new RegressionScoreColumns(record.ColumnOf(ColumnRoles.Score, path)));
    }

    protected override SchemaShape.Column CheckLabel(SchemaShape input, string parameter)
    {
        SchemaShape.Column label = InputColumns.FindLabel(input, LabelColumn, "float", Faults, parameter);
        string? trainer = label.IsKey ? "a key, which a multiclass classification trainer takes"
            : label.ItemType is BooleanDataViewType ? "Boolean, which a binary classification trainer takes"
            : null;
        if (trainer is not null)
        {
            throw Faults.Schema($"the label column '{LabelColumn}' is {trainer}; this stage takes a float", parameter);
        }

        InputColumns.CheckSingle(input, "label", LabelColumn, Faults, parameter);
        return label;
    }

    protected override IReadOnlyList<SchemaShape.Column> Promise(SchemaShape.Column label) => Scores.Promise();

    protected override LabelledTask<float> Learn(IDataView train, DataViewSchema.Column label, string parameter)
    {
        var settings = new TextRegressionSettings { PairMode = options.Sentence2ColumnName is null ? PairMode.Cross : options.PairMode };
        IReadOnlyDictionary<string, string> columns = ColumnRoles.Of(
            (ColumnRoles.Label, options.LabelColumnName),
            (ColumnRoles.Score, options.ScoreColumnName),
            (ColumnRoles.Sentence1, options.Sentence1ColumnName),
            (ColumnRoles.Sentence2, options.Sentence2ColumnName));
        return new LabelledTask<float>(
            Create(columns, settings, Scores),
            new TextRegressionTask(CreateHead(settings)),
            (row, column) => SingleReader.Create(row, column, Faults));
    }

    private static FittedTask Create(IReadOnlyDictionary<string, string> columns, TextRegressionSettings settings, RegressionScoreColumns scores) => new()
    {
        Name = TaskName,
        StageName = Name,
        Head = CreateHead(settings),
        Layout = settings.PairMode == PairMode.Siamese ? TextLayout.Separate : TextLayout.Joined,
        Scores = scores,
        Columns = columns,
        Settings = StageJson.ToElement(settings),
    };

    private static RegressionHead CreateHead(TextRegressionSettings settings) =>
        settings.PairMode == PairMode.Siamese ? new SiameseHead() : new RegressionHead();
}
