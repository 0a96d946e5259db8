using Microsoft.ML.Nola;
using Nola.Tables.Completions;
using Nola.Tables.Labels;

namespace Nola.Tool.Fitting;

/// <summary>What the user asked of a fit.</summary>
internal sealed record FitSettings
{
    public required string Data { get; init; }

    /// <summary>The columns of texts and labels.</summary>
    public required LabelledTableOptions Columns { get; init; }

    /// <summary>The columns of prompts and completions, if text is to be generated; else null.</summary>
    public required CompletionTableOptions? Completions { get; init; }

    /// <summary>What is done with pictures, if they are to be classified; else null.</summary>
    public required ImageFitSettings? Images { get; init; }

    /// <summary>The most tokens that the fitted model generates; null for the default.</summary>
    public required int? MaxNewTokens { get; init; }

    public required AdaptationMethod Method { get; init; }

    /// <summary>A folder or a GGUF file; null for the backbone that comes with the tool.</summary>
    public required string? Backbone { get; init; }

    public required int? Epochs { get; init; }

    public required int? BatchSize { get; init; }

    public required double? LearningRate { get; init; }

    public required int? Rank { get; init; }

    public required BaseQuantization BaseQuantization { get; init; }

    public required ScoringMode Scoring { get; init; }

    public required int Seed { get; init; }

    /// <summary>A file of rows to be tested on; null if rows of the data are held out.</summary>
    public required string? Test { get; init; }

    /// <summary>The share of rows that is held out; 0 for none.</summary>
    public required double Holdout { get; init; }

    public required string Output { get; init; }

    /// <summary>The HTML report to write; null for none.</summary>
    public required string? Report { get; init; }
}
