namespace Microsoft.ML.Nola.Checkpoints.Gguf;

/// <summary>The heads of a GGUF file's attention.</summary>
/// <param name="Query">The heads.</param>
/// <param name="KeyValue">The heads of keys and values.</param>
internal readonly record struct GgufHeads(int Query, int KeyValue)
{
    private const int Most = 1 << 16;

    public static GgufHeads Read(GgufMetadata metadata)
    {
        string prefix = metadata.GetString("general.architecture") + ".attention.head_count";
        int query = metadata.GetInteger(prefix, 1, Most);
        return new GgufHeads(query, metadata.GetIntegerOrNull(prefix + "_kv", 1, Most) ?? query);
    }
}
