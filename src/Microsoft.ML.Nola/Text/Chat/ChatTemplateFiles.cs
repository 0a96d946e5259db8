using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.Jinja;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.Chat;

/// <summary>Finds the chat template in the files of a backbone.</summary>
internal static class ChatTemplateFiles
{
    private const string OwnFile = "chat_template.jinja";
    private const string OlderFile = "chat_template.json";
    private const string ConfigFile = "tokenizer_config.json";
    private const string Key = "chat_template";

    private static readonly string[] TokenNames = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    /// <summary>Finds the template, and where it comes from.</summary>
    /// <exception cref="CorruptModelException">A file is faulty.</exception>
    /// <exception cref="NolaCompatibilityException">There are several templates, and none is the default.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static (string Origin, string Template)? Find(string folder)
    {
        if (GgufOf(folder) is { } file)
        {
            return FindIn(TokenizerFolder.ReadFiles(file).Config);
        }

        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        }

        // The file of its own is the newest way; transformers' tokenizers let it win over their configuration, and do not read the older file at all.
        string own = Path.Combine(folder, OwnFile);
        return File.Exists(own) ? (own, ReadText(own)) : FindIn(LoadIfThere(folder, ConfigFile)) ?? FindIn(LoadIfThere(folder, OlderFile));
    }

    /// <summary>Reads the texts of the special tokens that files name.</summary>
    /// <exception cref="CorruptModelException">A file is faulty.</exception>
    /// <exception cref="NolaCompatibilityException">Two files name different ones.</exception>
    public static IReadOnlyDictionary<string, string> ReadSpecialTokens(string folder) => ReadSpecialTokens(GgufOf(folder) is { } file
        ? TokenizerFolder.ReadFiles(file)
        : new TokenizerFiles(LoadIfThere(folder, ConfigFile), LoadIfThere(folder, "special_tokens_map.json")));

    /// <inheritdoc cref="ReadSpecialTokens(string)"/>
    /// <param name="files">The files.</param>
    internal static IReadOnlyDictionary<string, string> ReadSpecialTokens(TokenizerFiles files)
    {
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in TokenNames)
        {
            if (WordPieceSettings.GetToken(files, name) is { } token)
            {
                tokens[name] = token;
            }
        }

        return tokens;
    }

    /// <summary>Finds the template in settings.</summary>
    internal static (string Origin, string Template)? FindIn(JsonSettings? settings)
    {
        if (settings?.Has(Key) != true)
        {
            return null;
        }

        string origin = $"{settings.Origin}:{settings.NameOf(Key)}";
        if (!settings.IsArray(Key))
        {
            return (origin, settings.GetString(Key));
        }

        IReadOnlyList<JsonSettings> all = settings.GetObjects(Key);
        JsonSettings? chosen = all.FirstOrDefault(static entry => entry.GetString("name") == "default");
        return chosen is not null
            ? (origin, chosen.GetString("template"))
            : throw new NolaCompatibilityException(
                $"'{settings.Origin}' has {all.Count} chat templates, and none is named 'default': "
                + $"{string.Join(", ", all.Select(static entry => entry.GetString("name")))}. Give the text of one of them.");
    }

    /// <summary>The GGUF file that a path is, or that a folder without files of a tokenizer's settings holds; else <c>null</c>.</summary>
    private static string? GgufOf(string folder) => File.Exists(folder) ? folder
        : Directory.Exists(folder) && !File.Exists(Path.Combine(folder, ConfigFile)) && !File.Exists(Path.Combine(folder, OwnFile))
            && BackboneFiles.ListGguf(folder) is [string file] ? file
        : null;

    private static string ReadText(string path)
    {
        byte[] content = BoundedFile.Read(path, sizeof(int) * JinjaLimits.Length);
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (ArgumentException exception)
        {
            throw new CorruptModelException(path, "it is not UTF-8", exception);
        }
    }

    private static JsonSettings? LoadIfThere(string folder, string name) =>
        Path.Combine(folder, name) is string path && File.Exists(path) ? JsonSettings.Load(path) : null;
}
