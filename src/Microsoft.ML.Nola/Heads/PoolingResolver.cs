using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Heads;

/// <summary>
/// Chooses the pooling if the user has not: what 1_Pooling/config.json says, else the mean for sentence encoders, the last token for decoders and the first
/// for others. Of images it is the pooler if the architecture is made to be read by it, else the class token, else the mean. It depends only on files that a backbone's identity covers, so backbones of one identity have one default.
/// </summary>
internal static class PoolingResolver
{
    private const string SentenceTransformers = "sentence-transformers/";

    /// <summary>The name that config.json of all-MiniLM-L6-v2, the default backbone, gives: that of the model that it was trained from.</summary>
    private const string OriginOfDefault = "nreimers/MiniLM-L6-H384-uncased";

    /// <summary>The readout of a backbone.</summary>
    /// <exception cref="NolaCompatibilityException">The folder asks for a pooling that this version does not know, or the backbone has no pooler.</exception>
    public static PooledReadout Resolve(PoolingMode? asked, BackboneLease lease)
    {
        PoolingMode mode = asked ?? (lease.Backbone.ImageLimits is { } images
            ? OfImages(images, lease.Backbone)
            : FromFolder(BackboneFolder.At(lease.Folder), lease.Backbone.IsCausal));
        var readout = new PooledReadout(mode);
        readout.Check(lease);
        return readout;
    }

    /// <summary>The default pooling of a backbone.</summary>
    /// <exception cref="NolaCompatibilityException">The folder asks for one that this version does not know.</exception>
    internal static PoolingMode FromFolder(BackboneFolder folder, bool isDecoder = false) =>
        folder.Has(BackboneFiles.Pooling)
            ? PoolingConfig.Read(folder.PathOf(BackboneFiles.Pooling))
            : IsSentenceEncoder(folder.ReadConfig()) ? PoolingMode.Mean
            : isDecoder ? PoolingMode.LastToken
            : PoolingMode.Cls;

    private static PoolingMode OfImages(ImageLimits images, Backbone backbone) =>
        backbone.IsReadByPooler ? PoolingMode.Pooler : images.ClassTokens > 0 ? PoolingMode.Cls : PoolingMode.Mean;

    private static bool IsSentenceEncoder(JsonSettings config)
    {
        string name = (config.GetString("_name_or_path", null) ?? string.Empty).Replace('\\', '/').TrimEnd('/');
        return name.StartsWith(SentenceTransformers, StringComparison.OrdinalIgnoreCase)
            || Path.GetFileName(name) == SentenceTransformersFolder.UsualTransformer
            || (name == OriginOfDefault && HasNoHead(config));
    }

    /// <summary>A cross-encoder that was trained from the same model has a head.</summary>
    private static bool HasNoHead(JsonSettings config) =>
        config.Has("architectures") && config.GetStrings("architectures") is ["BertModel"];
}
