using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.Classification;

namespace Microsoft.ML.Nola.Tasks.TextClassification;

/// <summary>One class for each text: a key label, and a predicted key with the probability of each class.</summary>
internal sealed class TextClassificationStage(NolaTextClassificationOptions options) : TextStageTask<int>(options)
{
    public const string TaskName = "text_classification";
    public const string Name = "NolaTextClassification";

    private readonly ClassColumns _columns = new(options.LabelColumnName, options.ScoreColumnName, options.OutputColumnName);

    public override string StageName => Name;

    protected override TextColumns Texts => new(options.Sentence1ColumnName, options.Sentence2ColumnName);

    protected override string LabelColumn => options.LabelColumnName;

    private ClassLabel Label => new(_columns, Inputs, Faults);

    /// <summary>The task of a stage in a zip.</summary>
    public static FittedTask Read(StageRecord record, StageEntries entries)
    {
        var settings = ClassColumns.Read<ClassificationSettings>(record, entries.PathOf(StageJson.EntryName));
        return ClassColumns.ToTask(TaskName, Name, record.Columns, settings, entries.ReadLabels(settings.Classes));
    }

    protected override SchemaShape.Column CheckLabel(SchemaShape input, string parameter) => Label.Check(input, parameter);

    protected override IReadOnlyList<SchemaShape.Column> Promise(SchemaShape.Column label) => Label.Promise(label);

    protected override LabelledTask<int> Learn(IDataView train, DataViewSchema.Column label, string parameter)
    {
        ClassificationSettings settings = Label.Learn(train, label, parameter);
        LabelValues? labels = LabelValues.From(label, settings.Classes);
        IReadOnlyDictionary<string, string> columns = _columns.With(
            (ColumnRoles.Sentence1, options.Sentence1ColumnName), (ColumnRoles.Sentence2, options.Sentence2ColumnName));
        return new LabelledTask<int>(
            ClassColumns.ToTask(TaskName, Name, columns, settings, labels),
            new ClassificationTask(settings.Classes, Label.LossOf(options.ClassWeights, options.Training, labels, settings.Classes)),
            (row, column) => KeyReader.Create(row, column, settings.Classes));
    }

    protected override void CheckValidation(DataViewSchema.Column train, DataViewSchema.Column validation) => Label.CheckValidation(train, validation);
}
