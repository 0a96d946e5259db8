using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.Jinja;
using Microsoft.ML.Nola.Text.SentencePiece;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.Chat;

/// <summary>Finds the chat template in the files of a backbone.</summary>
internal static class ChatTemplateFiles
{
    private const string OwnFile = "chat_template.jinja";
    private const string OlderFile = "chat_template.json";
    private const string Key = "chat_template";

    private static readonly string[] TokenNames = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    /// <summary>Finds the template, and where it comes from.</summary>
    /// <param name="folder">The folder of a backbone, or a GGUF file.</param>
    /// <exception cref="CorruptModelException">A file is faulty.</exception>
    /// <exception cref="NolaCompatibilityException">There are several templates, and none is the default.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static (string Origin, string Template)? Find(string folder)
    {
        folder = FileOf(folder);

        // The file of its own is the newest way; transformers' tokenizers let it win over their configuration, and do not read the older file at all.
        string own = Path.Combine(folder, OwnFile);
        return File.Exists(own) ? (own, ReadText(own)) : FindIn(TokenizerFolder.ReadFiles(folder).Config) ?? FindIn(LoadIfThere(folder, OlderFile));
    }

    /// <summary>Reads the texts of the special tokens that files name.</summary>
    /// <param name="folder">The folder of a backbone, or a GGUF file.</param>
    /// <exception cref="CorruptModelException">A file is faulty.</exception>
    /// <exception cref="NolaCompatibilityException">Two files name different ones, or the kind of tokenizer is not known.</exception>
    public static IReadOnlyDictionary<string, string> ReadSpecialTokens(string folder)
    {
        folder = FileOf(folder);
        TokenizerFiles files = TokenizerFolder.ReadFiles(folder);
        string pieces = Path.Combine(folder, "tokenizer.model");

        // The kind of model says what a file of pieces leaves out.
        Dictionary<string, string> tokens = File.Exists(pieces) && files.Json is null
            ? new(SentencePieceFamily.Find(pieces, files, LoadIfThere(folder, "config.json")).Tokens, StringComparer.Ordinal)
            : new(StringComparer.Ordinal);
        foreach (string name in TokenNames)
        {
            if (WordPieceSettings.GetToken(files, name) is { } token)
            {
                tokens[name] = token;
            }
        }

        return tokens;
    }

    // The GGUF file of a folder that has one and no configuration, as whoever names the folder means it.
    private static string FileOf(string folder)
    {
        if (File.Exists(folder))
        {
            return folder;
        }

        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        }

        return !File.Exists(Path.Combine(folder, BackboneFiles.Config)) && BackboneFiles.ListGguf(folder) is [string file] ? file : folder;
    }

    private static (string Origin, string Template)? FindIn(JsonSettings? settings)
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
