using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>
/// Makes frozen float32 tensors from the tensors of a checkpoint. Accepts names with and without the base model's prefix and the LayerNorm names of old
/// checkpoints, and compares every shape with what the configuration says before memory is taken. Until <see cref="Keep"/> it disposes what it made.
/// </summary>
internal sealed class WeightReader(CheckpointWeights checkpoint, torch.Device device) : IDisposable
{
    private readonly List<torch.Tensor> _made = [];
    private bool _kept;

    /// <summary>Whether the checkpoint has a tensor.</summary>
    public bool Has(string prefix, string name) => Find(prefix, name) is not null;

    /// <summary>A tensor of the checkpoint.</summary>
    /// <param name="prefix">The base model's prefix, with its dot, that the name may have in the file.</param>
    /// <param name="name">The name without prefix.</param>
    /// <param name="shape">The shape that the configuration asks for.</param>
    public torch.Tensor Read(string prefix, string name, params ReadOnlySpan<long> shape)
    {
        (SafetensorsFile file, SafetensorsEntry entry) = Find(prefix, name)
            ?? throw new CorruptModelException(checkpoint.Folder, $"the tensor '{name}' is missing from its weights (with and without the prefix '{prefix}')");
        if (!entry.HasShape(shape))
        {
            throw new CorruptModelException(file.Origin, $"{entry} does not fit config.json, which asks for [{string.Join(", ", shape.ToArray())}]");
        }

        torch.Tensor tensor = TensorMemory.Create(shape, (first, values) => file.ReadSingles(entry, first, values), device);
        _made.Add(tensor);
        return tensor;
    }

    /// <summary>Leaves the tensors to whoever read them.</summary>
    public void Keep() => _kept = true;

    public void Dispose()
    {
        if (!_kept)
        {
            _made.ForEach(static tensor => tensor.Dispose());
        }
    }

    private (SafetensorsFile File, SafetensorsEntry Entry)? Find(string prefix, string name)
    {
        foreach (string candidate in Candidates(name))
        {
            if ((checkpoint.Find(candidate) ?? checkpoint.Find(prefix + candidate)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static IEnumerable<string> Candidates(string name)
    {
        yield return name;
        if (name.EndsWith("LayerNorm.weight", StringComparison.Ordinal))
        {
            yield return name[..^"weight".Length] + "gamma";
        }
        else if (name.EndsWith("LayerNorm.bias", StringComparison.Ordinal))
        {
            yield return name[..^"bias".Length] + "beta";
        }
    }
}
