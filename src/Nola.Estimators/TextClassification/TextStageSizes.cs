using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Persistence;

namespace Microsoft.ML.Nola.TextClassification;

/// <summary>How long the entries of a text classification stage may be however well a zip compresses them, from the entries that are read first.</summary>
internal static class TextStageSizes
{
    /// <summary>The bytes of a label: some hundreds of letters, of which many labels have the same.</summary>
    private const long LabelLength = 1024;

    /// <summary>The length for an entry; 0 if nothing that has been read says anything about it.</summary>
    /// <param name="name">The entry's name.</param>
    /// <param name="read">The entries that have been read, by name.</param>
    /// <param name="pathOf">Gives an entry's path in the zip for messages.</param>
    /// <exception cref="CorruptModelException">An entry that has been read is damaged.</exception>
    public static long CompressibleLength(string name, IReadOnlyDictionary<string, byte[]> read, Func<string, string> pathOf)
    {
        if (name is not (AdapterFolder.WeightsFileName or LabelValues.EntryName) || !read.TryGetValue(StageJson.EntryName, out byte[]? json))
        {
            return 0;
        }

        int classes = TextStage.Read(json, pathOf(StageJson.EntryName)).Classes;
        if (name == LabelValues.EntryName)
        {
            return classes * LabelLength;
        }

        return read.TryGetValue(AdapterFolder.ConfigFileName, out byte[]? config)
            ? AdapterFolder.CompressibleLength(config, pathOf(AdapterFolder.ConfigFileName), classes)
            : 0;
    }
}
