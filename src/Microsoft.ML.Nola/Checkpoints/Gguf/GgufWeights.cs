namespace Microsoft.ML.Nola.Checkpoints.Gguf;

/// <summary>The tensors of a GGUF file by their names in a Hugging Face checkpoint.</summary>
internal sealed class GgufWeights : IDisposable
{
    private readonly GgufFile _file;
    private readonly GgufArchitecture _architecture;

    /// <summary>Opens a file and checks its header; no number is read.</summary>
    /// <exception cref="CorruptModelException">The content is not as the format has it.</exception>
    /// <exception cref="NolaCompatibilityException">The architecture, or a tensor, is not known.</exception>
    public GgufWeights(string path)
    {
        _file = GgufFile.Open(path);
        try
        {
            _architecture = GgufArchitecture.Of(_file.Metadata);
            _architecture.RequireKnown(_file);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>A tensor by its name, or <c>null</c>.</summary>
    public CheckpointTensor? Find(string name) => _architecture.Find(_file, name);

    /// <summary>What the file calls a tensor, which need not be there; <c>null</c> if the architecture has none of this name.</summary>
    public string? NameOf(string name) => _architecture.StoredNameOf(name, out _);

    public void Dispose() => _file.Dispose();
}
