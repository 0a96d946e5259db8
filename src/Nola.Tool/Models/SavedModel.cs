using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Stages;
using Nola.Tables;
using Nola.Tables.Files;
using Nola.Tables.Labels;
using Nola.Tool.Fitting;

namespace Nola.Tool.Models;

/// <summary>A model zip that was loaded, and what its NOLA stage says of its columns.</summary>
internal sealed class SavedModel : IDisposable
{
    private readonly MLContext _ml;
    private readonly IReadOnlyDictionary<string, string> _roles;

    private SavedModel(MLContext ml, string path, ITransformer transformer, DataViewSchema input, NolaTransformer stage)
    {
        _ml = ml;
        _roles = stage.Stage.Task.Columns;
        Path = path;
        Transformer = transformer;
        Input = input;
        Stage = stage;
        Task = stage switch
        {
            NolaBinaryTextClassificationTransformer => LabelTask.Binary,
            NolaTextRegressionTransformer => LabelTask.Regression,
            NolaMultiLabelTextClassificationTransformer => LabelTask.MultiLabel,
            _ => LabelTask.Multiclass,
        };
        Labels = GeneratesText || !Predicts ? [] : IsBinary ? FindBinaryLabels() : FindLabels();
    }

    public string Path { get; }

    public ITransformer Transformer { get; }

    /// <summary>The columns that the pipeline was fitted with.</summary>
    public DataViewSchema Input { get; }

    public NolaTransformer Stage { get; }

    /// <summary>What the labels are; of no meaning if <see cref="GeneratesText"/>, or if nothing is predicted.</summary>
    public LabelTask Task { get; }

    /// <summary>Whether the last stage of ours predicts what 'nola predict' writes: a label, labels, a number or a text.</summary>
    private bool Predicts => Stage is NolaTextClassificationTransformer or NolaBinaryTextClassificationTransformer or NolaTextRegressionTransformer
        or NolaMultiLabelTextClassificationTransformer or NolaImageClassificationTransformer or NolaTextGenerationTransformer;

    /// <summary>Whether the model completes prompts: the text column is the prompt, and it has no labels.</summary>
    public bool GeneratesText => Stage is NolaTextGenerationTransformer;

    public bool IsBinary => Task == LabelTask.Binary;

    /// <summary>Whether the model classifies pictures: the text column is the paths of their files.</summary>
    public bool TakesImages => Stage is NolaImageClassificationTransformer;

    public string TextColumn => _roles[TakesImages ? ColumnRoles.Image : ColumnRoles.Sentence1];

    public string? Text2Column => _roles.GetValueOrDefault(ColumnRoles.Sentence2);

    /// <summary>The label column, or that of completions, that the stage reads.</summary>
    public string LabelColumn => _roles[GeneratesText ? ColumnRoles.Completion : ColumnRoles.Label];

    public string ScoreColumn => _roles[IsBinary ? ColumnRoles.Probability : ColumnRoles.Score];

    /// <summary>The column of the predicted label, or labels, or of the generated text; a regression has none.</summary>
    public string? PredictedColumn => _roles.GetValueOrDefault(GeneratesText ? ColumnRoles.GeneratedText : ColumnRoles.PredictedLabel);

    /// <summary>The label column of the rows that come in; another than <see cref="LabelColumn"/> if the pipeline maps one to the other.</summary>
    public string? LabelInput
    {
        get
        {
            string[] others = [.. InputColumns.Where(name => name != TextColumn && name != Text2Column)];
            return others.Contains(LabelColumn, StringComparer.Ordinal) ? LabelColumn : others is [var only] ? only : null;
        }
    }

    public IReadOnlyList<string> InputColumns => [.. Input.Where(static column => !column.IsHidden).Select(static column => column.Name)];

    /// <summary>The labels, in the order of the scores; for a binary model false and true. Empty for a regression, and if the zip does not name them.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The labels in the order of the scores; a model that does not name them has numbers. None for a regression and for generated text.</summary>
    public IReadOnlyList<string> LabelNames =>
        Labels.Count > 0 || GeneratesText || Task == LabelTask.Regression ? Labels
        : IsBinary ? ["false", "true"]
        : [.. Enumerable.Range(1, ((VectorDataViewType)Transformer.GetOutputSchema(Input)[ScoreColumn].Type).Size)
            .Select(static number => number.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The labels that rows may have; null if that cannot be told. Places in a vector of Booleans can always be named.</summary>
    public IReadOnlyList<string>? KnownLabels => Task == LabelTask.MultiLabel ? LabelNames : Labels.Count == 0 ? null : Labels;

    /// <summary>
    /// The text column that the vector of a multi-label model's labels must be made of, because no stage of the zip makes it; null if one does, or there is
    /// no such column.
    /// </summary>
    public string? LabelVectorSource =>
        Task != LabelTask.MultiLabel ? null
        : Input.GetColumnOrNull(LabelColumn) is { Type: VectorDataViewType } ? LabelColumn
        : Transformer.GetOutputSchema(Input).GetColumnOrNull(LabelColumn) is null ? LabelInput
        : null;

    /// <summary>Loads a zip.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="path">The zip.</param>
    /// <param name="backbone">A folder to look for the backbone in; null for the usual places.</param>
    /// <exception cref="FileFaultException">It is no zip of ML.NET, or no stage of it is ours.</exception>
    public static SavedModel Load(MLContext ml, string path, string? backbone)
    {
        ITransformer model = LoadTransformer(ml, path, backbone, out DataViewSchema? input);
        if (input is null)
        {
            throw new FileFaultException($"'{path}' does not say which columns it takes; save the model with the schema of its rows.");
        }

        return model.GetNolaTransformers() is [.., var stage]
            ? new SavedModel(ml, path, model, input, stage)
            : throw new FileFaultException($"'{path}' is a model zip without a NOLA stage; name a zip that 'nola fit' or a NOLA trainer made.");
    }

    /// <summary>Loads what a zip holds.</summary>
    /// <inheritdoc cref="Load(MLContext, string, string?)"/>
    public static ITransformer LoadTransformer(MLContext ml, string path, string? backbone, out DataViewSchema? input)
    {
        if (Directory.Exists(path))
        {
            throw new FileFaultException($"'{path}' is a folder; name the model zip ('nola inspect' takes folders too).");
        }

        if (!File.Exists(path))
        {
            throw TextFile.Missing(path);
        }

        if (backbone is not null)
        {
            var options = new NolaEnvironmentOptions();
            options.BackboneFolders.Add(backbone);
            ml.SetNolaOptions(options);
        }

        return Load(ml, path, out input);
    }

    /// <summary>
    /// Refuses a model that predicts nothing that a line could hold, and one whose text, or path of a picture, is made from other columns, or is none: only a
    /// program can use those.
    /// </summary>
    public void RequireTextInput()
    {
        if (!Predicts)
        {
            throw new FileFaultException(
                $"the last NOLA stage of '{Path}' is {Stage.Stage.Task.StageName}, which predicts no label, number or text of a row; use the zip in a program "
                + "('nola inspect' says what is in it).");
        }

        string what = TakesImages ? "image" : "text";
        if (!InputColumns.Contains(TextColumn, StringComparer.Ordinal))
        {
            throw new FileFaultException(
                $"'{Path}' makes its {what} '{TextColumn}' from other columns ({string.Join(", ", InputColumns)}); use it in a program, which can give them.");
        }

        if (TakesImages && Input[TextColumn].Type is not TextDataViewType)
        {
            throw new FileFaultException($"'{Path}' takes images in '{TextColumn}' as {Input[TextColumn].Type}, not as paths of files; use it in a program, which can give them.");
        }
    }

    public void Dispose()
    {
        (Transformer as IDisposable)?.Dispose();
        Stage.Dispose();
    }

    private static ITransformer Load(MLContext ml, string path, out DataViewSchema? input)
    {
        try
        {
            return ml.Model.Load(path, out input);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw TextFile.Forbidden(path, exception);
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or InvalidOperationException or ArgumentException or IOException)
        {
            for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
            {
                if (cause is NolaException)
                {
                    throw;
                }
            }

            string why = exception.Message.TrimEnd('.');
            throw new FileFaultException($"'{path}' is not a model zip that ML.NET can load ({why}); name one that 'nola fit' wrote.", exception);
        }
    }

    private string[] FindLabels()
    {
        DataViewSchema.Column score = Transformer.GetOutputSchema(Input)[ScoreColumn];
        if (!score.HasSlotNames())
        {
            return [];
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        score.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(static name => name.ToString())];
    }

    /// <summary>What the pipeline's last stage makes of false and true, if it is the one that 'nola fit' puts there.</summary>
    private string[] FindBinaryLabels()
    {
        if (Transformer is not IEnumerable<ITransformer> chain || chain.Last() is not { } last)
        {
            return [];
        }

        IDataView both = _ml.Data.LoadFromEnumerable([new BinaryAnswer(), new BinaryAnswer { PredictedLabel = true }]);
        try
        {
            IDataView named = last.Transform(both);
            return named.Schema.GetColumnOrNull(FitPipeline.PredictedValue) is { } column
                ? [.. named.GetColumn<string>(column)]
                : [];
        }
        catch (ArgumentException)
        {
            // Another stage, which wants other columns.
            return [];
        }
    }

    private sealed class BinaryAnswer
    {
        public bool PredictedLabel { get; set; }
    }
}
