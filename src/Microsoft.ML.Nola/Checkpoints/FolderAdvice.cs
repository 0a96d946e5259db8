namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>Says what a folder without a backbone is, and what to do about it.</summary>
internal static class FolderAdvice
{
    private const string AdapterConfig = "adapter_config.json";
    private const int NamesShown = 8;

    /// <summary>The error for a folder that lacks config.json or weights.</summary>
    public static NolaException Explain(string folder)
    {
        string[] names = [.. Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        string[] gguf = [.. names.Where(BackboneFiles.IsGguf)];
        if (gguf.Length > 1)
        {
            return BackboneNotFoundException.InFolder(
                folder, $"It holds {gguf.Length} GGUF files: {List(gguf)}. Name one of them with BackboneReference.FromFile.");
        }

        return OtherWeights.Explain(folder, names)
            ?? (NolaException?)OtherWeights.Explain(folder, OnnxNames(folder))
            ?? (names.Contains(BackboneFiles.Config, StringComparer.Ordinal)
                ? new CorruptModelException(folder, DescribeMissingWeights(names))
                : BackboneNotFoundException.InFolder(folder, Describe(folder, names)));
    }

    /// <summary>Exports of the hub lie in a folder of this name.</summary>
    private static string[] OnnxNames(string folder)
    {
        string onnx = Path.Combine(folder, "onnx");
        return Directory.Exists(onnx)
            ? [.. Directory.EnumerateFiles(onnx).Select(static path => "onnx/" + Path.GetFileName(path)).Order(StringComparer.Ordinal)]
            : [];
    }

    private static string DescribeMissingWeights(string[] names)
    {
        string lacks = $"it is not a backbone folder: it has neither {BackboneFiles.Weights} nor {BackboneFiles.WeightsIndex}";
        string? other = Array.Find(names, static name => name.EndsWith(".safetensors", StringComparison.Ordinal));
        return other switch
        {
            null when names.Contains(AdapterConfig, StringComparer.Ordinal) =>
                $"{lacks}. It holds an adapter; name the folder of the backbone that the adapter belongs to",
            null => $"{lacks}. Download the weights into it",
            _ when other.Contains("-of-", StringComparison.Ordinal) =>
                $"{lacks}. '{other}' is a part of the weights; download the index, which says what lies in each part",
            _ => $"{lacks}. If '{other}' holds the weights, rename it to {BackboneFiles.Weights}",
        };
    }

    private static string Describe(string folder, string[] names)
    {
        if (names.Contains(AdapterConfig, StringComparer.Ordinal))
        {
            return DescribeAdapter(Path.Combine(folder, AdapterConfig));
        }

        string[] folders = [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)];
        string[] backbones = [.. folders.Where(static path => BackboneFiles.IsBackbone(path) || BackboneFiles.ListGguf(path).Length == 1 || HubCache.Revisions(path) is { Count: > 0 })];
        return backbones.Length > 0
            ? $"It is not a backbone folder but the parent of {List(backbones.Select(Path.GetFileName)!)}; name one of them."
            : names.Length + folders.Length == 0
                ? "The folder is empty. Download the checkpoint into it: config.json, model.safetensors and the tokenizer's files."
                : $"It has no {BackboneFiles.Config}. It holds {List(names.Concat(folders.Select(static path => Path.GetFileName(path) + "/")))}. "
                    + "Name the folder that holds the checkpoint: config.json, model.safetensors and the tokenizer's files.";
    }

    private static string DescribeAdapter(string path)
    {
        string? name = null;
        try
        {
            name = JsonSettings.Load(path).GetString("base_model_name_or_path", null);
        }
        catch (CorruptModelException)
        {
            // The folder is the wrong one whatever its adapter holds.
        }

        string which = string.IsNullOrEmpty(name) ? "the backbone that it belongs to" : $"'{name}', the backbone that it belongs to";
        return $"It holds an adapter ({AdapterConfig}) without a backbone. Name the folder of {which}.";
    }

    private static string List(IEnumerable<string> names)
    {
        string[] shown = [.. names.Take(NamesShown + 1)];
        return string.Join(", ", shown.Take(NamesShown).Select(static name => $"'{name}'")) + (shown.Length > NamesShown ? " and others" : string.Empty);
    }
}
