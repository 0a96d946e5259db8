using Microsoft.ML.Nola.Checkpoints.Gguf;

namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>The weight files of a backbone folder, one or several shards, or a GGUF file, as one set of tensors.</summary>
internal sealed class CheckpointWeights : IDisposable
{
    private readonly List<SafetensorsFile> _files = [];
    private readonly GgufWeights? _gguf;

    /// <summary>Opens the files and checks their headers; no tensor is read.</summary>
    public CheckpointWeights(string folder)
    {
        Folder = folder;
        BackboneFolder files = BackboneFolder.At(folder);
        if (files.IsGguf)
        {
            _gguf = new GgufWeights(files.Path);
            return;
        }

        try
        {
            foreach (string name in files.ListWeights().Where(static name => name != BackboneFiles.WeightsIndex))
            {
                _files.Add(SafetensorsFile.Open(Path.Combine(folder, name)));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Folder { get; }

    /// <summary>Gets what messages call that which says how large the tensors are.</summary>
    public string ConfigName => _gguf is null ? BackboneFiles.Config : "the file's metadata";

    /// <summary>A tensor by its name in the files, or null.</summary>
    public CheckpointTensor? Find(string name)
    {
        foreach (SafetensorsFile file in _files)
        {
            if (file.Tensors.TryGetValue(name, out SafetensorsEntry? entry))
            {
                return new SafetensorsTensor(file, entry);
            }
        }

        return _gguf?.Find(name);
    }

    /// <summary>Makes the error for a tensor that is not there.</summary>
    /// <param name="name">Its name without the prefix.</param>
    /// <param name="prefix">What may stand before it.</param>
    public CorruptModelException Missing(string name, string prefix) => new(
        Folder,
        _gguf is null
            ? $"the tensor '{name}' is missing from its weights (with and without the prefix '{prefix}')"
            : $"the tensor '{_gguf.NameOf(name) ?? name}' is missing from its weights");

    public void Dispose()
    {
        _files.ForEach(static file => file.Dispose());
        _gguf?.Dispose();
    }
}
