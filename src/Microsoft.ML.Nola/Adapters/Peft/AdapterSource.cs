using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>What an adapter is read from.</summary>
/// <param name="Config">adapter_config.json.</param>
/// <param name="Weights">adapter_model.safetensors.</param>
/// <param name="PayloadHash">The SHA-256 of the weights' file.</param>
/// <param name="BackboneIdentity">The identity of the backbone.</param>
/// <param name="Sites">The backbone's sites; null if the backbone is not known yet, as in a model zip.</param>
internal sealed record AdapterSource(
    JsonSettings Config, SafetensorsFile Weights, string PayloadHash, string BackboneIdentity, IReadOnlyList<AdapterSite>? Sites);
