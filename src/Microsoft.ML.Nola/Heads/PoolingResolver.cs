using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Heads;

/// <summary>Chooses the pooling where the user has not: what 1_Pooling/config.json says, else the mean for sentence encoders and the first token elsewhere.</summary>
internal static class PoolingResolver
{
    // What sentence-transformers writes beside its models.
    private static readonly string[] SentenceEncoderFiles = ["modules.json", "sentence_bert_config.json", "config_sentence_transformers.json"];

    public static PoolingMode Resolve(PoolingMode? asked, BackboneLease lease)
    {
        PoolingMode mode = asked ?? FromFolder(lease.Folder);
        return mode != PoolingMode.Pooler || lease.Backbone.HasPooler
            ? mode
            : throw new NolaCompatibilityException($"Pooling is Pooler, but the backbone in '{lease.Folder}' has none; choose Mean or Cls.");
    }

    private static PoolingMode FromFolder(string folder)
    {
        string path = Path.Combine(folder, BackboneFiles.Pooling);
        if (File.Exists(path))
        {
            JsonSettings settings = JsonSettings.Load(path);
            if (settings.GetBoolean("pooling_mode_cls_token", defaultValue: false))
            {
                return PoolingMode.Cls;
            }

            if (settings.GetBoolean("pooling_mode_mean_tokens", defaultValue: false))
            {
                return PoolingMode.Mean;
            }

            throw new NolaCompatibilityException($"'{path}' asks for a pooling that this version does not know; set Pooling to Mean, Cls or Pooler.");
        }

        return Array.Exists(SentenceEncoderFiles, file => File.Exists(Path.Combine(folder, file))) || IsNamedSentenceEncoder(folder)
            ? PoolingMode.Mean
            : PoolingMode.Cls;
    }

    private static bool IsNamedSentenceEncoder(string folder)
    {
        string name = JsonSettings.Load(Path.Combine(folder, BackboneFiles.Config)).GetString("_name_or_path", null) ?? string.Empty;
        return name.Contains("sentence-transformers", StringComparison.OrdinalIgnoreCase) || name.Contains("MiniLM", StringComparison.OrdinalIgnoreCase);
    }
}
