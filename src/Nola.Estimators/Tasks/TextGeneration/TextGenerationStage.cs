using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola.Tasks.TextGeneration;

/// <summary>Completions of prompts: fitted on pairs of both, and generated from prompts alone.</summary>
internal sealed class TextGenerationStage(NolaTextGenerationOptions options) : TextStageTask<int[]>(options)
{
    public const string TaskName = "text_generation";
    public const string Name = "NolaTextGeneration";

    private const string CompletionRole = "completion";

    private static readonly (string First, string Second) Roles = ("prompt", CompletionRole);

    public override string StageName => Name;

    protected override TextColumns Texts => new(options.PromptColumnName, options.CompletionColumnName) { Roles = Roles };

    protected override string LabelColumn => options.CompletionColumnName;

    protected override IEnumerable<string> Warnings
    {
        get
        {
            if (options.Generation.FindUnused("Generation.") is { Count: > 0 } unused)
            {
                yield return $"{string.Join(", ", unused)} {(unused.Count == 1 ? "has" : "have")} no effect beside the other settings of generation";
            }
        }
    }

    /// <summary>The task of a stage in a zip.</summary>
    public static FittedTask Read(StageRecord record, StageEntries entries)
    {
        string path = entries.PathOf(StageJson.EntryName);
        record.ColumnOf(ColumnRoles.Completion, path);
        record.ColumnOf(ColumnRoles.GeneratedText, path);
        (NolaGenerationOptions generation, GenerationTokens tokens) = record.SettingsOf<TextGenerationSettings>(path).Read(path);
        return Create(record.Columns, generation, tokens);
    }

    /// <summary>A copy of settings that are in range.</summary>
    /// <exception cref="ArgumentException">Some are not; the message names them all.</exception>
    public static NolaGenerationOptions Check(NolaGenerationOptions generation)
    {
        ArgumentNullException.ThrowIfNull(generation);
        var faults = new OptionFaults();
        generation.CollectFaults(faults);
        faults.ThrowIfAny(Name, "options");
        return generation.Clone();
    }

    /// <summary>The same task with other settings of generation.</summary>
    public static FittedTask With(FittedTask task, NolaGenerationOptions generation) => Create(task.Columns, generation, task.Tokens);

    protected override SchemaShape.Column CheckLabel(SchemaShape input, string parameter) =>
        InputColumns.Find(input, CompletionRole, LabelColumn, Faults, parameter);

    protected override IReadOnlyList<SchemaShape.Column> Promise(SchemaShape.Column label) => new GeneratedTextColumns(options.OutputColumnName).Promise();

    protected override LabelledTask<int[]> Learn(IDataView train, DataViewSchema.Column label, string parameter)
    {
        IReadOnlyDictionary<string, string> columns = ColumnRoles.Of(
            (ColumnRoles.Sentence1, options.PromptColumnName),
            (ColumnRoles.Completion, options.CompletionColumnName),
            (ColumnRoles.GeneratedText, options.OutputColumnName));
        return new LabelledTask<int[]>(
            Create(columns, options.Generation, tokens: null),
            new TextGenerationTask(options.Training.LabelSmoothing),
            CreateReader,
            static (_, tokens) => tokens.NextIds());
    }

    protected override FittedTask Finish(FittedTask task, FittedModel model) => Create(task.Columns, options.Generation, model.State.Tokens);

    /// <summary>Completions may all be the same: there is still a text to learn.</summary>
    protected override bool AreOneValue(IReadOnlyList<int[]> targets) => false;

    private static FittedTask Create(IReadOnlyDictionary<string, string> columns, NolaGenerationOptions generation, GenerationTokens? tokens) => new()
    {
        Name = TaskName,
        StageName = Name,
        Head = new NextTokenHead(),
        Layout = new CompletionLayout(generation.EosTokenIds is [int end, ..] ? end : null),
        Scores = new GeneratedTextColumns(columns[ColumnRoles.GeneratedText]),
        Columns = columns,
        TextRoles = Roles,
        Generation = generation,
        Tokens = tokens,
        Settings = StageJson.ToElement(TextGenerationSettings.Of(generation, tokens)),
    };

    /// <summary>A row without a completion teaches nothing. The ids of one that has some are known when it is tokenised.</summary>
    private static TargetReader<int[]> CreateReader(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<ReadOnlyMemory<char>> read = row.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        return (out int[] target) =>
        {
            target = [];
            read(ref text);
            return text.Length > 0;
        };
    }
}
