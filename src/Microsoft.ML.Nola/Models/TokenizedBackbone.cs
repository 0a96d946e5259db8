using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Models;

/// <summary>A leased backbone with its tokenizer.</summary>
internal sealed class TokenizedBackbone : PreparedBackbone
{
    private readonly TextLayout _layout;

    /// <param name="request">Which backbone.</param>
    /// <param name="layout">How the texts of a row become sequences.</param>
    public TokenizedBackbone(BackboneRequest request, TextLayout layout)
        : base(request, readsTexts: true)
    {
        _layout = layout;
        try
        {
            if (Backbone.TextLimits is null)
            {
                throw new SettingsException(
                    $"The backbone in '{Lease.Folder}' ({Backbone.ModelType}) takes images, not texts. Take one that reads texts, or a stage for images.");
            }

            Tokenizer = SharedTokenizers.Get(Lease, Ahead);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public TextTokenizer Tokenizer { get; }

    /// <summary>What the folder says if it is one of sentence-transformers; read when it is asked for.</summary>
    private SentenceTransformersSettings SentenceTransformers => field ??= SentenceTransformersSettings.Read(Lease.Folder);

    public override IReadOnlyList<string> OtherModules => SentenceTransformers.OtherModules;

    /// <summary>Read when they are asked for.</summary>
    public override GenerationTokens? Tokens => field ??= Backbone.HasLanguageModelHead ? GenerationTokens.Read(Lease.Folder, Tokenizer) : null;

    private int TokenTypes => Backbone.TextLimits?.TokenTypes ?? 0;

    public override InputRows CreateRows(int? maxLength, bool hasPairs, bool trains) => new TokenRows(
        _layout,
        Tokenizer,
        maxLength ?? throw new ArgumentNullException(nameof(maxLength)),
        hasPairs && _layout.JoinsTexts && Tokenizer.HasTypeIds && TokenTypes > 0,
        Tokens);

    public override int? ResolveMaxLength(int? asked)
    {
        int length = asked
            ?? SentenceTransformers.Bound(Math.Min(_layout.DefaultMaxLength, Backbone.MaxLength));
        if (length > Backbone.MaxLength)
        {
            throw new SettingsException($"MaxLength is {length}; the backbone takes at most {Backbone.MaxLength} tokens.");
        }

        return length >= ModelFitSettings.LeastMaxLength
            ? length
            : throw new SettingsException($"The backbone takes at most {length} tokens; a text needs room for {ModelFitSettings.LeastMaxLength}.");
    }

    public override void Check(ModelFitSettings settings)
    {
        if (settings.HasPairs && _layout.JoinsTexts)
        {
            RequirePairs();
        }

        if (settings.Generation is { } generation)
        {
            TextGenerator.Check(Backbone, Tokenizer, Tokens, generation);
        }
    }

    public override void Check(ModelState state)
    {
        if (state.MaxLength > Backbone.MaxLength)
        {
            throw new NolaCompatibilityException(
                $"The model was fitted with texts of {state.MaxLength} tokens; the backbone takes at most {Backbone.MaxLength}.");
        }
    }

    /// <summary>Refuses pairs of texts if their tokens have types that the backbone does not know.</summary>
    private void RequirePairs()
    {
        if (Tokenizer.HasTypeIds && TokenTypes > 0 && TokenTypes < Tokenizer.TypeIdCount)
        {
            throw new SettingsException(
                $"Rows have two texts, but the backbone in '{Lease.Folder}' knows {TokenTypes} type of token (type_vocab_size) "
                + "and its tokenizer gives the second text another. Take another backbone, or rows of one text.");
        }
    }
}
