using System.Runtime.InteropServices;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Backbones.Vit;
using Microsoft.ML.Nola.Checkpoints;

namespace ShapesVit;

/// <summary>Makes a Hugging Face folder of what full fine-tuning has learnt. The head, which knows the drawn classes alone, stays out.</summary>
internal static class TrainedBackbone
{
    private const string Prefix = "model.";

    public static void Write(string folder, string adapter)
    {
        Directory.CreateDirectory(folder);
        InitialBackbone.WriteConfigurations(folder);
        using SafetensorsFile learnt = SafetensorsFile.Open(Path.Combine(adapter, AdapterFolder.WeightsFileName));
        var writer = new SafetensorsWriter();
        writer.Metadata.Add("format", "pt");
        foreach (SafetensorsEntry entry in learnt.Tensors.Values.Where(static entry => entry.Name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            float[] values = new float[entry.ElementCount];
            learnt.ReadSingles(entry, values);
            Half[] halves = Array.ConvertAll(values, static value => (Half)value);
            string name = entry.Name[Prefix.Length..];
            writer.Add(VitEncoder.Names.OlderNameOf(name) ?? name, SafetensorsType.F16, [.. entry.Shape], MemoryMarshal.AsBytes<Half>(halves).ToArray());
        }

        writer.Save(Path.Combine(folder, BackboneFiles.Weights));
    }
}
