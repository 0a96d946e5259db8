using Microsoft.ML.Data;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola.Reports;

/// <summary>The columns of scored data that an evaluation reads, found and checked.</summary>
internal sealed class EvaluationColumns
{
    private const string Parameter = "data";
    private const int MostDefaultTexts = 3;

    private readonly DataViewSchema _schema;
    private readonly IReadOnlyDictionary<string, string> _stage;
    private readonly ColumnFaults _faults = new(nameof(EvaluationReport));

    /// <summary>Finds the columns.</summary>
    /// <param name="stage">The NOLA stage of the model, if it has one.</param>
    /// <param name="input">The data's columns.</param>
    /// <param name="scored">Those and the model's.</param>
    /// <param name="options">What the user named.</param>
    public EvaluationColumns(NolaTransformer? stage, DataViewSchema input, DataViewSchema scored, EvaluationReportOptions options)
    {
        _schema = scored;
        _stage = stage?.Stage.Task.Columns ?? new Dictionary<string, string>(StringComparer.Ordinal);
        Score = Find("score", options.ScoreColumnName ?? Of(ColumnRoles.Score) ?? DefaultColumns.Score);
        Label = Find("label", options.LabelColumnName ?? Of(ColumnRoles.Label) ?? DefaultColumns.Label);
        IsBinary = Score.Type == NumberDataViewType.Single;
        if (IsBinary)
        {
            CheckBooleanLabel();
            Probability = FindBinary("probability", options.ProbabilityColumnName, ColumnRoles.Probability, DefaultColumns.Probability, NumberDataViewType.Single);
            Predicted = FindBinary(
                "predicted label", options.PredictedLabelColumnName, ColumnRoles.PredictedLabel, DefaultColumns.PredictedLabel, BooleanDataViewType.Instance);
            ClassNames = ["false", "true"];
        }
        else
        {
            ClassNames = ReadClassNames(CheckScores());
        }

        Texts = [.. options.TextColumnNames.Count > 0 ? options.TextColumnNames.Select(FindText) : DefaultTexts(input)];
    }

    public DataViewSchema.Column Label { get; }

    public DataViewSchema.Column Score { get; }

    /// <summary>The probability of true; null for a multiclass model, and for a binary one without.</summary>
    public DataViewSchema.Column? Probability { get; }

    /// <summary>The predicted Boolean; null if the sign of the score says it.</summary>
    public DataViewSchema.Column? Predicted { get; }

    public IReadOnlyList<DataViewSchema.Column> Texts { get; }

    public bool IsBinary { get; }

    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>All columns that are read.</summary>
    public IEnumerable<DataViewSchema.Column> All => new[] { Label, Score, Probability, Predicted }.OfType<DataViewSchema.Column>().Concat(Texts);

    private string? Of(string role) => _stage.GetValueOrDefault(role);

    private DataViewSchema.Column Find(string role, string name) =>
        _schema.GetColumnOrNull(name)
        ?? throw _faults.Missing(role, name, [.. _schema.Where(static column => !column.IsHidden).Select(static column => column.Name)], Parameter);

    /// <summary>A column that a binary model may lack; one that the user or the stage names must be there.</summary>
    private DataViewSchema.Column? FindBinary(string role, string? named, string stageRole, string usual, DataViewType type)
    {
        if (named is null && Of(stageRole) is null)
        {
            return _schema.GetColumnOrNull(usual) is { } found && found.Type == type ? found : null;
        }

        DataViewSchema.Column column = Find(role, named ?? Of(stageRole)!);
        return column.Type == type ? column : throw Fault($"the {role} column '{column.Name}' is of type {column.Type}; it must be {type}");
    }

    private DataViewSchema.Column FindText(string name)
    {
        DataViewSchema.Column column = Find("text", name);
        return column.Type is TextDataViewType ? column : throw _faults.NotText("text", name, column.Type.ToString()!, Parameter);
    }

    /// <summary>What a reader wants to see beside an error, as far as it is still there behind the model.</summary>
    private IEnumerable<DataViewSchema.Column> DefaultTexts(DataViewSchema input)
    {
        IEnumerable<string> names = Of(ColumnRoles.Sentence1) is { } first
            ? new[] { first, Of(ColumnRoles.Sentence2) }.OfType<string>()
            : input.Where(column => !column.IsHidden && column.Name != Label.Name).Select(static column => column.Name);
        return names.Select(_schema.GetColumnOrNull).OfType<DataViewSchema.Column>().Where(static column => column.Type is TextDataViewType).Take(MostDefaultTexts);
    }

    private void CheckBooleanLabel()
    {
        if (Label.Type is NumberDataViewType number)
        {
            throw Fault(
                $"the label column '{Label.Name}' is a {number} number and the score column '{Score.Name}' one number, as in regression, which has no report; "
                + "for a binary model the label must be Boolean");
        }

        if (Label.Type is not BooleanDataViewType)
        {
            throw Fault(
                $"the label column '{Label.Name}' is of type {Label.Type}; it must be Boolean, since the score column '{Score.Name}' is one number, as a binary "
                + "model gives");
        }
    }

    private int CheckScores()
    {
        if (Score.Type is not VectorDataViewType { IsKnownSize: true } vector || vector.ItemType != NumberDataViewType.Single)
        {
            throw Fault(
                $"the score column '{Score.Name}' is of type {Score.Type}; it must be a vector of {NumberDataViewType.Single} of known size (a multiclass model) "
                + $"or one {NumberDataViewType.Single} (a binary model)");
        }

        if (Label.Type is not KeyDataViewType)
        {
            throw Fault(
                $"the label column '{Label.Name}' is of type {Label.Type}; it must be a key, as mlContext.Transforms.Conversion.MapValueToKey makes it, since the "
                + $"score column '{Score.Name}' is that of a multiclass model");
        }

        return vector.Size;
    }

    private IReadOnlyList<string> ReadClassNames(int classes)
    {
        IReadOnlyList<string>? model = (LabelValues.From(Score, classes, ScoreAnnotations.TrainingLabelValues)
            ?? LabelValues.From(Score, classes, ScoreAnnotations.SlotNames))?.Texts;
        ulong keys = ((KeyDataViewType)Label.Type).Count;
        IReadOnlyList<string>? label = keys <= int.MaxValue ? LabelValues.From(Label, (int)keys)?.Texts : null;
        if (model is not null && label is not null && !model.SequenceEqual(label, StringComparer.Ordinal))
        {
            throw _faults.OtherKeys(Label.Name);
        }

        return model ?? (label?.Count == classes ? label : [.. Enumerable.Range(1, classes).Select(static key => FormattableString.Invariant($"{key}"))]);
    }

    private Exception Fault(string fault) => _faults.Schema(fault, Parameter);
}
