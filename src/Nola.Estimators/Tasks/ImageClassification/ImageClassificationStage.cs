using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Models.Images;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola.Tasks.ImageClassification;

/// <summary>One class for each image: a key label, and a predicted key with the probability of each class.</summary>
internal sealed class ImageClassificationStage(NolaImageClassificationOptions options, StageEnvironment environment) : LearningStageTask<int>(options)
{
    public const string TaskName = "image_classification";
    public const string Name = "NolaImageClassification";

    private readonly ClassColumns _columns = new(options.LabelColumnName, options.ScoreColumnName, options.OutputColumnName);

    public override string StageName => Name;

    protected override StageInputs Inputs => new ImageColumn(options.FeatureColumnName, options.ImageFolder);

    protected override string LabelColumn => options.LabelColumnName;

    private ClassLabel Label => new(_columns, Inputs, Faults);

    /// <summary>The task of a stage in a zip.</summary>
    public static FittedTask Read(StageRecord record, StageEntries entries)
    {
        string path = entries.PathOf(StageJson.EntryName);
        record.ColumnOf(ColumnRoles.Image, path);
        var settings = ClassColumns.Read<ImageClassificationSettings>(record, path);
        return Create(record.Columns, settings, entries.ReadLabels(settings.Classes), new ImageLayout { ImageSize = settings.ImageSize });
    }

    protected override SchemaShape.Column CheckLabel(SchemaShape input, string parameter) => Label.Check(input, parameter);

    protected override IReadOnlyList<SchemaShape.Column> Promise(SchemaShape.Column label) => Label.Promise(label);

    protected override LabelledTask<int> Learn(IDataView train, DataViewSchema.Column label, string parameter)
    {
        ClassificationSettings classes = Label.Learn(train, label, parameter);
        var settings = new ImageClassificationSettings
        {
            Classes = classes.Classes,
            LabelType = classes.LabelType,
            ImageSize = options.ImageSize,
            ImageFolder = options.ImageFolder,
        };
        LabelValues? labels = LabelValues.From(label, settings.Classes);
        var layout = new ImageLayout
        {
            ImageSize = options.ImageSize,
            Augmentation = options.Augmentation,
            SkipsBadImages = options.OnBadImage == BadImageBehavior.Skip,
            TempFolder = environment.TempFilePath,
        };
        return new LabelledTask<int>(
            Create(_columns.With((ColumnRoles.Image, options.FeatureColumnName)), settings, labels, layout),
            new ImageClassificationTask(settings.Classes, Label.LossOf(options.ClassWeights, options.Training, labels, settings.Classes)),
            (row, column) => KeyReader.Create(row, column, settings.Classes));
    }

    protected override void CheckValidation(DataViewSchema.Column train, DataViewSchema.Column validation) => Label.CheckValidation(train, validation);

    private static FittedTask Create(
        IReadOnlyDictionary<string, string> columns, ImageClassificationSettings settings, LabelValues? labels, ImageLayout layout) =>
        ClassColumns.ToTask(TaskName, Name, columns, settings, labels) with
        {
            Layout = layout,
            Inputs = new ImageColumn(columns[ColumnRoles.Image], settings.ImageFolder),
        };
}
