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

    public void Dispose()
    {
        _files.ForEach(static file => file.Dispose());
        _gguf?.Dispose();
    }
}
