using System.Text.Json.Serialization;
using Microsoft.ML.Nola.Generation;

namespace Microsoft.ML.Nola.Tasks.TextGeneration;

/// <summary>What stage.json keeps of a stage that generates text: how it generates, and the tokens at which its texts begin and end.</summary>
internal sealed record TextGenerationSettings
{
    [JsonRequired]
    public required int MaxNewTokens { get; init; }

    [JsonRequired]
    public required int MinNewTokens { get; init; }

    [JsonRequired]
    public required bool DoSample { get; init; }

    [JsonRequired]
    public required double Temperature { get; init; }

    [JsonRequired]
    public required int TopK { get; init; }

    [JsonRequired]
    public required double TopP { get; init; }

    [JsonRequired]
    public required double MinP { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Seed { get; init; }

    [JsonRequired]
    public required int NumBeams { get; init; }

    [JsonRequired]
    public required double LengthPenalty { get; init; }

    [JsonRequired]
    public required EarlyStopping EarlyStopping { get; init; }

    [JsonRequired]
    public required int NoRepeatNGramSize { get; init; }

    [JsonRequired]
    public required double RepetitionPenalty { get; init; }

    [JsonRequired]
    public required IReadOnlyList<string> StopStrings { get; init; }

    [JsonRequired]
    public required IReadOnlyList<int> EosTokenIds { get; init; }

    /// <summary>The token that an empty prompt is; null if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? BeginId { get; init; }

    /// <summary>The tokens that end a text, as the backbone's files name them.</summary>
    [JsonRequired]
    public required IReadOnlyList<int> EndIds { get; init; }

    public static TextGenerationSettings Of(NolaGenerationOptions options, GenerationTokens? tokens) => new()
    {
        MaxNewTokens = options.MaxNewTokens,
        MinNewTokens = options.MinNewTokens,
        DoSample = options.DoSample,
        Temperature = options.Temperature,
        TopK = options.TopK,
        TopP = options.TopP,
        MinP = options.MinP,
        Seed = options.Seed,
        NumBeams = options.NumBeams,
        LengthPenalty = options.LengthPenalty,
        EarlyStopping = options.EarlyStopping,
        NoRepeatNGramSize = options.NoRepeatNGramSize,
        RepetitionPenalty = options.RepetitionPenalty,
        StopStrings = [.. options.StopStrings],
        EosTokenIds = [.. options.EosTokenIds],
        BeginId = tokens?.BeginId,
        EndIds = tokens?.EndIds ?? [],
    };

    /// <summary>These settings, refused if a value is out of range.</summary>
    public (NolaGenerationOptions Options, GenerationTokens Tokens) Read(string path)
    {
        var options = new NolaGenerationOptions
        {
            MaxNewTokens = MaxNewTokens,
            MinNewTokens = MinNewTokens,
            DoSample = DoSample,
            Temperature = Temperature,
            TopK = TopK,
            TopP = TopP,
            MinP = MinP,
            Seed = Seed,
            NumBeams = NumBeams,
            LengthPenalty = LengthPenalty,
            EarlyStopping = EarlyStopping,
            NoRepeatNGramSize = NoRepeatNGramSize,
            RepetitionPenalty = RepetitionPenalty,
        };
        foreach (string stop in StopStrings)
        {
            options.StopStrings.Add(stop);
        }

        foreach (int id in EosTokenIds)
        {
            options.EosTokenIds.Add(id);
        }

        var faults = new OptionFaults();
        options.CollectFaults(faults);
        faults.Require(BeginId is null or >= 0 && EndIds.All(static id => id >= 0), "an id of a token is below 0");
        return faults.Any
            ? throw new CorruptModelException(path, $"its settings of generation are out of range: {faults}")
            : (options, new GenerationTokens(BeginId, EndIds));
    }
}
