namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>The error for a config.json without model_type, as the predecessor of transformers and conversions by hand write it.</summary>
internal static class ModelTypeFault
{
    /// <summary>What follows the family's name in the name of a class of transformers.</summary>
    private static readonly string[] ClassEndings = ["Model", "For", "LMHead", "DoubleHeads", "PreTrained", "TextModel", "VisionModel"];

    /// <summary>Says what is missing, what is known, and what to write if the name of the class shows it.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="known">The values of model_type that this version knows.</param>
    public static CorruptModelException Missing(JsonSettings settings, IEnumerable<string> known)
    {
        string[] types = [.. known];
        string fault = $"it has no 'model_type', which says what network it is for. This version knows: {string.Join(", ", types)}.";
        foreach (string architecture in settings.Has("architectures") ? settings.GetStrings("architectures") : [])
        {
            string? type = types.Where(type => IsOf(architecture, type)).MaxBy(static type => type.Length);
            if (type is not null)
            {
                return new CorruptModelException(settings.Origin, $"{fault} Its 'architectures' name {architecture}, so add \"model_type\": \"{type}\".");
            }
        }

        return new CorruptModelException(settings.Origin, $"{fault} Add the one of the checkpoint, if it is among them.");
    }

    /// <summary>Says whether a class belongs to a family: XLMRobertaModel to xlm-roberta, DebertaV2ForMaskedLM to deberta-v2 but not to deberta.</summary>
    private static bool IsOf(string architecture, string modelType)
    {
        string family = modelType.Replace("-", string.Empty, StringComparison.Ordinal).Replace("_", string.Empty, StringComparison.Ordinal);
        return architecture.StartsWith(family, StringComparison.OrdinalIgnoreCase)
            && Array.Exists(ClassEndings, ending => architecture.AsSpan(family.Length).StartsWith(ending, StringComparison.Ordinal));
    }
}
