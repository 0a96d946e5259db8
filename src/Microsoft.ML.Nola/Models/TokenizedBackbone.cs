using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Models;

/// <summary>A leased backbone with its tokenizer.</summary>
internal sealed class TokenizedBackbone : IDisposable
{
    private readonly BackboneLease _lease;

    public TokenizedBackbone(BackboneReference reference, IReadOnlyList<string> folders, int? gpuDeviceId, bool fallbackToCpu, BaseQuantization quantization)
    {
        _lease = Backbone.Acquire(reference, folders, TorchRuntime.ChooseDevice(gpuDeviceId, fallbackToCpu), quantization);
        Fallback = TorchRuntime.DescribeFallback(gpuDeviceId, _lease.Backbone.Device);
        try
        {
            Tokenizer = SharedTokenizers.Get(_lease);
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

    /// <summary>What the folder says if it is one of sentence-transformers; read when it is asked for.</summary>
    public SentenceTransformersSettings SentenceTransformers => field ??= SentenceTransformersSettings.Read(_lease.Folder);

    private int TokenTypes => Backbone.TextLimits?.TokenTypes ?? 0;

    /// <summary>The tokens at which texts begin and end, if the backbone is a language model; read when they are asked for.</summary>
    public GenerationTokens? Tokens => field ??= Backbone.HasLanguageModelHead ? GenerationTokens.Read(_lease.Folder, Tokenizer) : null;

    /// <summary>What a user should know of the device; null if it is the one that was asked for.</summary>
    public string? Fallback { get; }

    /// <summary>Rows that are tokenised for this backbone.</summary>
    /// <param name="layout">How the texts of a row become sequences.</param>
    /// <param name="maxLength">The tokens at which a sequence is cut.</param>
    /// <param name="hasPairs">Whether rows have a second text.</param>
    public TokenRows CreateRows(TextLayout layout, int maxLength, bool hasPairs) =>
        new(layout, Tokenizer, maxLength, hasPairs && layout.JoinsTexts && Tokenizer.HasTypeIds && TokenTypes > 0, Tokens);

    /// <summary>The tokens at which a text is cut, checked against what the backbone takes.</summary>
    /// <param name="asked">What the caller wants; null for the default, or the most that the backbone takes if that is less.</param>
    /// <param name="layout">How the texts of a row become sequences, which decides the default.</param>
    /// <exception cref="SettingsException">The backbone takes fewer.</exception>
    public int ResolveMaxLength(int? asked, TextLayout layout)
    {
        int length = asked
            ?? SentenceTransformers.Bound(Math.Min(layout.DefaultMaxLength, Backbone.MaxLength));
        if (length > Backbone.MaxLength)
        {
            throw new SettingsException($"MaxLength is {length}; the backbone takes at most {Backbone.MaxLength} tokens.");
        }

        return length >= ModelFitSettings.LeastMaxLength
            ? length
            : throw new SettingsException($"The backbone takes at most {length} tokens; a text needs room for {ModelFitSettings.LeastMaxLength}.");
    }

    /// <summary>Names the backbone by what it holds. Asked while its files have just been read: what is made of it depends on no file afterwards.</summary>
    public BackboneReference ToReference() => BackboneReference.FromIdentity(
        Backbone.Identity,
        new SortedDictionary<string, string>(BackboneIdentity.HashFiles(_lease.Folder).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal));

    /// <summary>Refuses pairs of texts if their tokens have types that the backbone does not know.</summary>
    public void RequirePairs()
    {
        if (Tokenizer.HasTypeIds && TokenTypes > 0 && TokenTypes < Tokenizer.TypeIdCount)
        {
            throw new SettingsException(
                $"Rows have two texts, but the backbone in '{_lease.Folder}' knows {TokenTypes} type of token (type_vocab_size) "
                + "and its tokenizer gives the second text another. Take another backbone, or rows of one text.");
        }
    }

    public void Dispose() => _lease.Dispose();
}
