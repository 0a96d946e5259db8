namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>An adapter with all that its folder says beside it.</summary>
/// <param name="Adapter">The adapter. Its head is empty if the folder has none; tensors that do not belong to the last layer keep PEFT's names.</param>
internal sealed record LoadedAdapter(Adapter Adapter)
{
    /// <summary>Biases that take the place of the backbone's, by the canonical path of the adapted module (PEFT's <c>bias = "lora_only"</c>).</summary>
    public IReadOnlyDictionary<string, float[]> Biases { get; init; } = new Dictionary<string, float[]>(StringComparer.Ordinal);

    /// <summary>How the head reads the backbone; null if the folder does not say.</summary>
    public ReadoutInfo? Readout { get; init; }
}
