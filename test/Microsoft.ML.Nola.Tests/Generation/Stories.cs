using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Generation;

/// <summary>The small language model of the repository, leased.</summary>
internal sealed class Stories : IDisposable
{
    public static readonly string Folder = Path.Combine(Repository.Root, "models", "stories260K");

    private readonly BackboneLease _lease = Backbone.Acquire(BackboneReference.FromFolder(Folder));

    public Backbone Backbone => _lease.Backbone;

    public TextTokenizer Tokenizer { get; } = TextTokenizer.FromFolder(Folder);

    public TextGenerator Generator(
        NolaGenerationOptions options, int batchSize = TextGenerator.StandardBatchSize, GenerationTokens? tokens = null) =>
        new(Backbone, AdapterBinding.None, Tokenizer, TorchGate.Shared, tokens ?? GenerationTokens.Read(Folder, Tokenizer), options, batchSize);

    public void Dispose() => _lease.Dispose();
}
