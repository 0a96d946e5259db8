namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>The weight files of a backbone folder, one or several shards, as one set of tensors.</summary>
internal sealed class CheckpointWeights : IDisposable
{
    private readonly List<SafetensorsFile> _files = [];

    /// <summary>Opens the files and checks their headers; no tensor is read.</summary>
    public CheckpointWeights(string folder)
    {
        Folder = folder;
        try
        {
            foreach (string name in BackboneFolder.At(folder).ListWeights().Where(static name => name != BackboneFiles.WeightsIndex))
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

        return null;
    }

    public void Dispose() => _files.ForEach(static file => file.Dispose());
}
