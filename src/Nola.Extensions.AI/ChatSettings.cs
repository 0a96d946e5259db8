using Microsoft.Extensions.AI;

namespace Microsoft.ML.Nola;

/// <summary>Options of Microsoft.Extensions.AI as settings of generation.</summary>
internal static class ChatSettings
{
    /// <summary>Reads options.</summary>
    /// <param name="client">Whoever follows them.</param>
    /// <param name="own">What holds for what they leave unset.</param>
    /// <param name="modelId">The model's name.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">They ask for what there is not, or are out of range; one message names all faults.</exception>
    public static NolaGenerationOptions Read(IChatClient client, NolaGenerationOptions own, string? modelId, ChatOptions? options)
    {
        NolaGenerationOptions generation = (options?.RawRepresentationFactory?.Invoke(client) as NolaGenerationOptions ?? own).Clone();
        if (options is null)
        {
            return generation;
        }

        var faults = new OptionFaults();
        RequireKnown(faults, modelId, options);
        faults.Require(options.Temperature is null or >= 0, $"Temperature is {options.Temperature}; it must be at least 0");
        generation.MaxNewTokens = options.MaxOutputTokens ?? generation.MaxNewTokens;
        generation.MinNewTokens = Math.Min(generation.MinNewTokens, Math.Max(0, generation.MaxNewTokens));
        if (options.Temperature is not null || options.TopP is not null || options.TopK is not null)
        {
            // Elsewhere too, these settings are of drawing; no temperature at all is the most probable token.
            generation.DoSample = options.Temperature is not <= 0;
            generation.NumBeams = generation.DoSample ? 1 : generation.NumBeams;
            generation.Temperature = generation.DoSample ? options.Temperature ?? generation.Temperature : generation.Temperature;
            generation.TopP = options.TopP ?? generation.TopP;
            generation.TopK = options.TopK ?? generation.TopK;
        }

        generation.Seed = options.Seed is { } seed ? (int)Math.Clamp(seed, int.MinValue, int.MaxValue) : generation.Seed;
        foreach (string stop in options.StopSequences ?? [])
        {
            generation.StopStrings.Add(stop);
        }

        generation.CollectFaults(faults);
        faults.ThrowIfAny(nameof(ChatOptions), nameof(options));
        return generation;
    }

    private static void RequireKnown(OptionFaults faults, string? modelId, ChatOptions options)
    {
        faults.Require(options.ModelId is null || options.ModelId == modelId, $"ModelId is '{options.ModelId}', and this client has '{modelId}': leave it unset");
        faults.Require(
            options.ConversationId is null, $"ConversationId is '{options.ConversationId}', and this client keeps no conversations: give all messages");
        faults.Require(options.ContinuationToken is null, "ContinuationToken is set, and this client works in no background: leave it unset");
        faults.Require(
            options.Tools is not { Count: > 0 } || options.ToolMode is NoneChatToolMode, $"Tools has {options.Tools?.Count} tools, and this client calls none");
        faults.Require(options.FrequencyPenalty is null or 0, $"FrequencyPenalty is {options.FrequencyPenalty}, and this client has none: leave it unset");
        faults.Require(options.PresencePenalty is null or 0, $"PresencePenalty is {options.PresencePenalty}, and this client has none: leave it unset");
    }
}
