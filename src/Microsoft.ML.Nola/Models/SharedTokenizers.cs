using System.Collections.Concurrent;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Models;

/// <summary>
/// One tokenizer a backbone, as long as somebody uses it: a vocabulary takes megabytes, as much as many adapters. A backbone's identity covers the
/// tokenizer's files, so copies of a backbone have equal ones.
/// </summary>
internal static class SharedTokenizers
{
    private static readonly ConcurrentDictionary<string, Entry> Known = new(StringComparer.Ordinal);

    /// <summary>The tokenizer of a backbone, read from the leased folder if nobody has it. Backbones do not wait for each other.</summary>
    /// <param name="lease">The backbone.</param>
    /// <param name="ahead">What was read before the backbone was there, from a folder of the same files.</param>
    public static TextTokenizer Get(BackboneLease lease, FilesAhead ahead)
    {
        Entry entry = Known.GetOrAdd(lease.Backbone.Identity, static _ => new Entry());
        lock (entry)
        {
            if (entry.Reference?.TryGetTarget(out TextTokenizer? tokenizer) != true)
            {
                // One that has more tokens than the backbone is read again, for the message that says so.
                tokenizer = ahead.TakeTokenizer() is { } read && read.VocabularySize <= lease.Backbone.VocabularySize
                    ? read
                    : TextTokenizer.FromFolder(lease.Folder, lease.Backbone.VocabularySize);
                entry.Reference = new WeakReference<TextTokenizer>(tokenizer);
            }

            return tokenizer!;
        }
    }

    private sealed class Entry
    {
        public WeakReference<TextTokenizer>? Reference { get; set; }
    }
}
