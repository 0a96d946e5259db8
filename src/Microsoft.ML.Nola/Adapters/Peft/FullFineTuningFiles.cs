using Microsoft.ML.Nola.Adapters.Methods;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>
/// The files of full fine-tuning: every tensor of the network under <c>model.</c> and its canonical name, and the head. PEFT has no such folder.
/// </summary>
internal sealed class FullFineTuningFiles : IAdapterCodec
{
    private const string PeftType = "FULL_FINE_TUNING";
    private const string Prefix = "model.";
    private const int FormatVersion = 1;

    public IReadOnlyList<string> PeftTypes { get; } = [PeftType];

    public bool Writes(AdaptationMethod method) => method == AdaptationMethod.FullFineTuning;

    public void AddTensors(SafetensorsWriter writer, Adapter adapter)
    {
        int at = 0;
        foreach (TensorPlan tensor in adapter.Plan.Tensors)
        {
            writer.Add(Prefix + tensor.Name, tensor.Shape, adapter.Coefficients.AsMemory(at, (int)tensor.Size));
            at += (int)tensor.Size;
        }

        AdapterTensors.AddHead(writer, adapter);
    }

    public byte[] WriteConfig(Adapter adapter, string payloadHash) => ConfigWriter.Write(json =>
    {
        json.WriteNumber("adapter_format_version", FormatVersion);
        json.WriteString("backbone_identity", adapter.BackboneIdentity);
        json.WriteString("base_model_name_or_path", adapter.BackboneName);
        json.WriteBoolean("inference_mode", true);
        json.WriteNumber("lora_dropout", adapter.Plan.Dropout);
        json.WriteString("payload_sha256", payloadHash);
        json.WriteString("peft_type", PeftType);
        json.WriteString("task_type", adapter.TaskType ?? "SEQ_CLS");

        // In the order of the network, which the file of the weights does not keep.
        json.WriteStrings("tensors", adapter.Plan.Tensors.Select(static tensor => tensor.Name));
    });

    public LoadedAdapter Read(AdapterSource source)
    {
        JsonSettings config = source.Config;
        SafetensorsFile weights = source.Weights;
        config.RequireVersion("adapter_format_version", FormatVersion);
        config.RequireEqual("payload_sha256", source.PayloadHash);
        config.RequireEqual("backbone_identity", source.BackboneIdentity);
        SafetensorsEntry[] entries = [.. config.GetStrings("tensors").Select(name => weights.Get(Prefix + name))];
        long count = entries.Sum(static entry => entry.ElementCount);
        Array.ForEach(entries, entry => AdapterTensors.RequireF32(weights, entry));
        if (count > Array.MaxLength || entries.DistinctBy(static entry => entry.Name, StringComparer.Ordinal).Count() != entries.Length)
        {
            throw config.Fault("tensors", $"names a tensor twice, or {count} numbers, more than the {Array.MaxLength} that are supported");
        }

        var coefficients = new float[count];
        int at = 0;
        foreach (SafetensorsEntry entry in entries)
        {
            AdapterTensors.Read(weights, entry).CopyTo(coefficients, at);
            at += (int)entry.ElementCount;
        }

        AdapterPlan plan = FullFineTuningMethod.CreatePlan(
            [.. entries.Select(static entry => new TensorPlan(entry.Name[Prefix.Length..], [.. entry.Shape]))], config.GetDouble("lora_dropout", 0, 1));
        return new LoadedAdapter(
            new Adapter(
                plan, coefficients, AdapterTensors.ReadHead(weights, Prefix), source.BackboneIdentity, config.GetString("base_model_name_or_path", null)));
    }

    /// <summary>Fitted weights are not zeros.</summary>
    public long CountCompressible(JsonSettings config) => 0;
}
