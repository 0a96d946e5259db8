using Microsoft.ML.Nola.Backbones.Bert;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Backbones.Clip;
using Microsoft.ML.Nola.Backbones.DebertaV2;
using Microsoft.ML.Nola.Backbones.Deit;
using Microsoft.ML.Nola.Backbones.Dinov2;
using Microsoft.ML.Nola.Backbones.DistilBert;
using Microsoft.ML.Nola.Backbones.Electra;
using Microsoft.ML.Nola.Backbones.Gemma2;
using Microsoft.ML.Nola.Backbones.Gpt2;
using Microsoft.ML.Nola.Backbones.Llama;
using Microsoft.ML.Nola.Backbones.Mistral;
using Microsoft.ML.Nola.Backbones.ModernBert;
using Microsoft.ML.Nola.Backbones.Mpnet;
using Microsoft.ML.Nola.Backbones.Phi3;
using Microsoft.ML.Nola.Backbones.Qwen2;
using Microsoft.ML.Nola.Backbones.Qwen3;
using Microsoft.ML.Nola.Backbones.Roberta;
using Microsoft.ML.Nola.Backbones.Siglip;
using Microsoft.ML.Nola.Backbones.Vit;
using Microsoft.ML.Nola.Checkpoints;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>Maps config.json's model_type to a network. A new backbone is one folder and one line here.</summary>
internal static class ModelTypes
{
    private static readonly SortedDictionary<string, (NameMap Names, Func<JsonSettings, ModuleReader, BackboneNetwork> Create)> Known =
        new(StringComparer.Ordinal)
        {
            ["bert"] = (BertEncoder.Names, BertEncoder.Create),
            ["clip"] = (ClipVisionEncoder.Names, ClipVisionEncoder.CreateFromWhole),
            ["clip_vision_model"] = (ClipVisionEncoder.Names, ClipVisionEncoder.Create),
            ["deberta-v2"] = (DebertaV2Network.Names, DebertaV2Network.Create),
            ["deit"] = (DeitEncoder.Names, DeitEncoder.Create),
            ["dinov2"] = (Dinov2Encoder.Names, Dinov2Encoder.Create),
            ["distilbert"] = (DistilBertEncoder.Names, DistilBertEncoder.Create),
            ["electra"] = (ElectraEncoder.Names, ElectraEncoder.Create),
            ["gemma2"] = (RotaryDecoder.Names, Gemma2Decoder.Create),
            ["gpt2"] = (Gpt2Decoder.Names, Gpt2Decoder.Create),
            ["llama"] = (RotaryDecoder.Names, LlamaDecoder.Create),
            ["mistral"] = (RotaryDecoder.Names, MistralDecoder.Create),
            ["modernbert"] = (ModernBertNetwork.Names, ModernBertNetwork.Create),
            ["mpnet"] = (MpnetEncoder.Names, MpnetEncoder.Create),
            ["phi3"] = (RotaryDecoder.Names, Phi3Decoder.Create),
            ["qwen2"] = (RotaryDecoder.Names, Qwen2Decoder.Create),
            ["qwen3"] = (RotaryDecoder.Names, Qwen3Decoder.Create),
            ["roberta"] = (RobertaEncoder.Names, RobertaEncoder.Create),
            ["siglip"] = (SiglipVisionEncoder.Names, SiglipVisionEncoder.CreateFromWhole),
            ["siglip_vision_model"] = (SiglipVisionEncoder.Names, SiglipVisionEncoder.Create),
            ["vit"] = (VitEncoder.Names, VitEncoder.Create),
            ["xlm-roberta"] = (RobertaEncoder.Names, RobertaEncoder.Create),
        };

    /// <summary>The model_type of a configuration.</summary>
    /// <exception cref="NolaCompatibilityException">This version does not know it.</exception>
    public static string Check(JsonSettings settings)
    {
        string modelType = settings.GetString("model_type", null) ?? throw ModelTypeFault.Missing(settings, Known.Keys);
        return Known.ContainsKey(modelType)
            ? modelType
            : throw new NolaCompatibilityException(
                $"'{settings.Origin}' has model_type '{modelType}', which this version does not know. It knows: {string.Join(", ", Known.Keys)}.");
    }

    /// <summary>The names of the tensors of a configuration's checkpoint.</summary>
    /// <inheritdoc cref="Check" path="/exception"/>
    public static NameMap NamesOf(JsonSettings settings) => Known[Check(settings)].Names;

    public static BackboneNetwork Create(
        JsonSettings settings, CheckpointWeights checkpoint, torch.Device device, BaseQuantization quantization, torch.ScalarType type)
    {
        (NameMap names, Func<JsonSettings, ModuleReader, BackboneNetwork> create) = Known[Check(settings)];
        using var reader = new ModuleReader(checkpoint, names, device, quantization, type);
        BackboneNetwork network = create(settings, reader);
        reader.Keep();
        return network;
    }
}
