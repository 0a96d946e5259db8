using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.TextClassification;

/// <summary>
/// One tokenizer a backbone, for as long as someone uses it: a vocabulary takes megabytes, as much as many adapters. A backbone's identity covers the
/// tokenizer's files, so copies of a backbone have equal ones.
/// </summary>
internal static class SharedTokenizers
{
    private static readonly Dictionary<string, WeakReference<TextTokenizer>> Known = new(StringComparer.Ordinal);

    /// <summary>The tokenizer of a backbone, read from the folder that was leased where nobody has it.</summary>
    public static TextTokenizer Get(BackboneLease lease)
    {
        lock (Known)
        {
            if (Known.TryGetValue(lease.Backbone.Identity, out WeakReference<TextTokenizer>? reference) && reference.TryGetTarget(out TextTokenizer? tokenizer))
            {
                return tokenizer;
            }

            tokenizer = TextTokenizer.FromFolder(lease.Folder, lease.Backbone.VocabularySize);
            Known[lease.Backbone.Identity] = new WeakReference<TextTokenizer>(tokenizer);
            return tokenizer;
        }
    }
}
