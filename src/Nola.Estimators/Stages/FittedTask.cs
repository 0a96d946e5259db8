using System.Text.Json;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Models;

namespace Microsoft.ML.Nola.Stages;

/// <summary>What a fitted stage knows of its task.</summary>
internal sealed record FittedTask
{
    /// <summary>The word for the task in stage.json.</summary>
    public required string Name { get; init; }

    /// <summary>What users call the stage; every message begins with it.</summary>
    public required string StageName { get; init; }

    /// <summary>The engine's head, which makes the numbers of a row.</summary>
    public required IHead Head { get; init; }

    /// <summary>How rows become inputs of the backbone, and what the head reads of them.</summary>
    public InputLayout Layout { get; init; } = TextLayout.Joined;

    /// <summary>The columns that are made of them.</summary>
    public required ScoreColumns Scores { get; init; }

    /// <summary>The names of all columns by role, as stage.json keeps them.</summary>
    public required IReadOnlyDictionary<string, string> Columns { get; init; }

    /// <summary>How the stage generates text, which is then what it adds; null if it scores.</summary>
    public NolaGenerationOptions? Generation { get; init; }

    /// <summary>The tokens at which generated texts begin and end; null if the stage generates none, or before the backbone is found.</summary>
    public GenerationTokens? Tokens { get; init; }

    /// <summary>Makes the number that the score column has for a continuation; null if the stage scores none.</summary>
    public Func<ContinuationScore, string, float>? NormalizeContinuation { get; init; }

    /// <summary>What the head's outputs stand for, such as the names of classes; null if that is not known.</summary>
    public IReadOnlyList<string>? OutputNames { get; init; }

    /// <summary>What stage.json keeps beside, as only the task knows it.</summary>
    public JsonElement? Settings { get; init; }

    /// <summary>The entries that the task adds to the zip, by name.</summary>
    public IReadOnlyDictionary<string, byte[]> Entries { get; init; } = new Dictionary<string, byte[]>(StringComparer.Ordinal);

    /// <summary>The columns that are read; those of texts unless the task says otherwise.</summary>
    public StageInputs Inputs
    {
        get => field ?? Texts;
        init;
    }

    /// <summary>The text columns of a stage that reads texts.</summary>
    public TextColumns Texts => new(Columns[ColumnRoles.Sentence1], Columns.GetValueOrDefault(ColumnRoles.Sentence2)) { Roles = TextRoles };

    /// <summary>What the text columns are, for messages.</summary>
    public (string First, string Second) TextRoles { get; init; } = TextColumns.UsualRoles;
}
