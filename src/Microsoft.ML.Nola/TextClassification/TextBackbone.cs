using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.TextClassification;

/// <summary>A leased backbone with its tokenizer.</summary>
internal sealed class TextBackbone : IDisposable
{
    private readonly BackboneLease _lease;

    public TextBackbone(BackboneReference reference, IReadOnlyList<string> folders, int? gpuDeviceId, bool fallbackToCpu)
    {
        _lease = Backbone.Acquire(reference, folders, TorchRuntime.ChooseDevice(gpuDeviceId, fallbackToCpu));
        try
        {
            Tokenizer = TextTokenizer.FromFolder(_lease.Folder);
            if (Tokenizer.VocabularySize > _lease.Backbone.VocabularySize)
            {
                throw new CorruptModelException(
                    Path.Combine(_lease.Folder, TextTokenizer.VocabularyFile),
                    $"it has {Tokenizer.VocabularySize} tokens; config.json's vocab_size is {_lease.Backbone.VocabularySize}.");
            }
        }
        catch
        {
            _lease.Dispose();
            throw;
        }
    }

    public BackboneLease Lease => _lease;

    public Backbone Backbone => _lease.Backbone;

    public TextTokenizer Tokenizer { get; }

    public void Dispose() => _lease.Dispose();
}
