using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola.Tasks.QuestionAnswering;

/// <summary>The part of a context that answers a question: an answer with its place in the context, and the best answers with their scores.</summary>
internal sealed class QuestionAnsweringStage(NolaQuestionAnsweringOptions options) : TextStageTask<AnswerTarget>(options)
{
    public const string TaskName = "question_answering";
    public const string Name = "NolaQuestionAnswering";

    private static readonly (string First, string Second) Roles = ("context", "question");

    public override string StageName => Name;

    protected override TextColumns Texts => new(options.ContextColumnName, options.QuestionColumnName) { Roles = Roles };

    protected override string LabelColumn => options.TrainingAnswerColumnName;

    protected override IReadOnlyList<string> OtherTargetColumns => [options.AnswerIndexColumnName];

    /// <summary>The task of a stage in a zip.</summary>
    public static FittedTask Read(StageRecord record, StageEntries entries)
    {
        string path = entries.PathOf(StageJson.EntryName);
        record.ColumnOf(ColumnRoles.Sentence2, path);
        QuestionAnsweringSettings settings = record.SettingsOf<QuestionAnsweringSettings>(path).Checked(path);
        return Create(
            record.Columns,
            new AnswerScoreColumns(
                record.ColumnOf(ColumnRoles.Answer, path), record.ColumnOf(ColumnRoles.Score, path), settings.TopK, settings.MaxAnswerLength),
            settings);
    }

    protected override SchemaShape.Column CheckLabel(SchemaShape input, string parameter)
    {
        InputColumns.CheckText(input, "training answer", LabelColumn, Faults, parameter);
        string name = options.AnswerIndexColumnName;
        SchemaShape.Column index = InputColumns.Find(input, "answer index", name, Faults, parameter);
        return index.Kind == SchemaShape.Column.VectorKind.Scalar && !index.IsKey && index.ItemType.RawType == typeof(int)
            ? InputColumns.Find(input, "training answer", LabelColumn, Faults, parameter)
            : throw Faults.Schema(
                $"the answer index column '{name}' is not an int; put mlContext.Transforms.Conversion.ConvertType(\"{name}\", outputKind: DataKind.Int32) "
                + "before this stage", parameter);
    }

    protected override IReadOnlyList<SchemaShape.Column> Promise(SchemaShape.Column label) => CreateScores().Promise();

    protected override LabelledTask<AnswerTarget> Learn(IDataView train, DataViewSchema.Column label, string parameter)
    {
        var reader = new AnswerReader(options.ContextColumnName, options.TrainingAnswerColumnName, options.AnswerIndexColumnName, Faults);
        var settings = new QuestionAnsweringSettings
        {
            TopK = options.TopK,
            MaxAnswerLength = options.MaxAnswerLength,
            DocumentStride = options.DocumentStride,
        };
        IReadOnlyDictionary<string, string> columns = ColumnRoles.Of(
            (ColumnRoles.TrainingAnswer, options.TrainingAnswerColumnName),
            (ColumnRoles.AnswerIndex, options.AnswerIndexColumnName),
            (ColumnRoles.Answer, options.PredictedAnswerColumnName),
            (ColumnRoles.Score, options.ScoreColumnName),
            (ColumnRoles.Sentence1, options.ContextColumnName),
            (ColumnRoles.Sentence2, options.QuestionColumnName));
        return new LabelledTask<AnswerTarget>(
            Create(columns, CreateScores(), settings),
            new QuestionAnsweringTask(options.MaxAnswerLength),
            (row, _) => reader.Create(row),
            (target, tokens) => target.In(tokens) ?? throw reader.NoToken(tokens.Row));
    }

    private static FittedTask Create(IReadOnlyDictionary<string, string> columns, AnswerScoreColumns scores, QuestionAnsweringSettings settings) => new()
    {
        Name = TaskName,
        StageName = Name,
        Head = new AnswerHead(),
        Layout = new QuestionLayout(settings.DocumentStride),
        Scores = scores,
        Columns = columns,
        TextRoles = Roles,
        Settings = StageJson.ToElement(settings),
    };

    private AnswerScoreColumns CreateScores() => new(options.PredictedAnswerColumnName, options.ScoreColumnName, options.TopK, options.MaxAnswerLength);
}
