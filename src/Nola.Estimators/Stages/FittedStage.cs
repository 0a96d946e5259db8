using System.Runtime.CompilerServices;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Scoring;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Nola.Stages;

/// <summary>All that a transformer of any task is: a fitted model, the task's columns, and how both are scored and saved.</summary>
/// <param name="environment">The transformer's environment.</param>
/// <param name="task">What the stage knows of its task.</param>
/// <param name="record">What stage.json says.</param>
/// <param name="model">The model.</param>
/// <param name="embedsBackbone">Whether a zip holds the backbone too.</param>
internal sealed class FittedStage(StageEnvironment environment, FittedTask task, StageRecord record, FittedModel model, bool embedsBackbone)
{
    private bool _fallbackLogged;
    private long _forwards;

    public StageEnvironment Environment => environment;

    public FittedTask Task => task;

    public FittedModel Model => model;

    /// <summary>How many rows are scored together.</summary>
    public int ScoringBatch => record.ScoringBatch;

    /// <summary>How often the network has run.</summary>
    public long Forwards => Interlocked.Read(ref _forwards);

    /// <summary>The stage of a fit that has ended.</summary>
    public static FittedStage Create(StageFit fit, FittedTask task, FittedModel model) =>
        Create(fit.Environment, task, model, fit.Options.ResolvedScoringBatchSize, fit.Options.EmbedBackbone);

    /// <summary>A stage that was not loaded.</summary>
    /// <param name="environment">The environment of what made it.</param>
    /// <param name="task">What the stage knows of its task.</param>
    /// <param name="model">The model.</param>
    /// <param name="scoringBatch">How many rows are scored together.</param>
    /// <param name="embedsBackbone">Whether a zip holds the backbone too.</param>
    public static FittedStage Create(StageEnvironment environment, FittedTask task, FittedModel model, int scoringBatch, bool embedsBackbone)
    {
        var record = new StageRecord
        {
            Task = task.Name,
            Columns = task.Columns,
            Readout = model.State.Readout.Name,
            MaxLength = model.State.MaxLength,
            ScoringBatch = scoringBatch,
            Backbone = BackboneRecord.Of(model.State.Backbone),
            BaseQuantization = model.State.BaseQuantization == BaseQuantization.None ? null : model.State.BaseQuantization,
            Merged = model.State.MergesAdapter,
            TaskSettings = task.Settings,
        };
        return new FittedStage(environment.For(ComponentName(task)), task, record, model, embedsBackbone);
    }

    /// <summary>The same stage with a model of its own to give back, for whoever uses it beside the transformer.</summary>
    public FittedStage Share() => Share(task);

    /// <summary>The same with another task of the same head and texts.</summary>
    public FittedStage Share(FittedTask other) => new(environment, other, record with { Columns = other.Columns, TaskSettings = other.Settings }, model.Share(), embedsBackbone);

    /// <summary>The same stage over another model of the same task.</summary>
    public FittedStage With(FittedModel other) => new(environment, task, record, other, embedsBackbone);

    /// <summary>The name under which ML.NET knows the transformer of a task.</summary>
    public static string ComponentName(FittedTask task) => $"{task.StageName}Transformer";

    public IBatchScorer Bind(DataViewSchema input)
    {
        var scorer = new StageScorer(input, task.StageName, task.Inputs, task.Scores, record.ScoringBatch, Score);
        return task.NormalizeContinuation is null
            ? scorer
            : new ContinuationStageScorer(
                scorer, task.Texts, task.Columns[ColumnRoles.Continuations], task.Columns[ColumnRoles.Score], ScoreContinuations);
    }

    public void Save(ModelSaveContext context)
    {
        var entries = new Dictionary<string, EntryContent>(StringComparer.Ordinal) { [StageJson.EntryName] = EntryContent.Of(StageJson.Write(record)) };
        foreach ((string name, byte[] content) in model.ToFiles().Concat(task.Entries))
        {
            entries.Add(name, EntryContent.Of(content));
        }

        foreach ((string name, EntryContent content) in embedsBackbone ? EmbeddedBackbone.Write(model.FindBackboneFolder()) : [])
        {
            entries.Add(name, content);
        }

        ModelZip.Write(new StageWriter(context, StageSignature.Current), entries, record.FormatVersion);
    }

    /// <summary>Scores rows behind which nothing is read ahead.</summary>
    /// <param name="inputs">The rows.</param>
    /// <param name="firstRow">The position of the first row in its view, from 0. Random draws and messages depend on it.</param>
    /// <param name="throwIfCancelled">Called now and then; what it throws ends the call.</param>
    public RowScores Score(IReadOnlyList<RowInput> inputs, long firstRow = 0, Action? throwIfCancelled = null)
    {
        using var rows = new RowsToScore(inputs, firstRow);
        return Score(rows, readNext: null, throwIfCancelled);
    }

    /// <summary>One forward, or one text generated for each row.</summary>
    /// <inheritdoc cref="ScoreRows"/>
    public RowScores Score(RowsToScore rows, Func<RowsToScore>? readNext, Action? throwIfCancelled)
    {
        Interlocked.Increment(ref _forwards);
        RowScores scores = task.Generation is { } generation
            ? new RowScores(Generate(rows.Inputs, generation, rows.FirstRow, throwIfCancelled))
            : model.Score(rows, readNext);
        WarnOfFallback();
        return scores;
    }

    /// <inheritdoc cref="Stages.ScoreContinuations"/>
    public float[][] ScoreContinuations(IReadOnlyList<string> prompts, IReadOnlyList<string[]> continuations, long firstRow, Action? throwIfCancelled)
    {
        Interlocked.Increment(ref _forwards);
        ContinuationScore[][] scores = Faults.Named(() => model.ScoreContinuations(
            prompts, continuations, firstRow, TextBatch, throwIfCancelled));
        WarnOfFallback();
        return
        [
            .. scores.Select((row, i) => row.Select((score, j) => task.NormalizeContinuation!(score, continuations[i][j])).ToArray()),
        ];
    }

    /// <summary>The text that follows a prompt, piece by piece.</summary>
    /// <inheritdoc cref="FittedModel.GenerateAsync"/>
    public async IAsyncEnumerable<string> GenerateAsync(
        TextPrompt prompt,
        NolaGenerationOptions options,
        Action<GeneratedText>? onEnd,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _forwards);
        await using IAsyncEnumerator<string> pieces =
            model.GenerateAsync(prompt, options, onEnd, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await Faults.NamedAsync(pieces.MoveNextAsync).ConfigureAwait(false))
        {
            WarnOfFallback();
            yield return pieces.Current;
        }
    }

    private ColumnFaults Faults => new(task.StageName);

    /// <summary>The most rows of a batch of texts that are generated or continued.</summary>
    private int TextBatch => Math.Max(TextGenerator.StandardBatchSize, ScoringBatch);

    private string[] Generate(IReadOnlyList<RowInput> prompts, NolaGenerationOptions options, long firstRow, Action? throwIfCancelled) =>
        Faults.Named(() => model.Generate(
            [.. prompts.Select(static prompt => ((TextInput)prompt).First)], options, firstRow, TextBatch, throwIfCancelled));

    /// <summary>Warns once if the model is bound to another device than the one that was asked for.</summary>
    private void WarnOfFallback()
    {
        if (model.Fallback is { } fallback && !Interlocked.Exchange(ref _fallbackLogged, true))
        {
            using IChannel channel = environment.Host.Start("Score");
            channel.Warning(MessageSensitivity.None, fallback);
        }
    }
}
