using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Generation;

/// <summary>The tokens at which a language model's texts begin and end.</summary>
/// <param name="BeginId">The token that an empty prompt is, or null if there is none.</param>
/// <param name="EndIds">The tokens that end a text; may be empty.</param>
internal sealed record GenerationTokens(int? BeginId, IReadOnlyList<int> EndIds)
{
    private const int MostEndIds = 64;

    /// <summary>
    /// Reads them from a backbone's folder: from generation_config.json, what it lacks from config.json, what that lacks from tokenizer_config.json. As
    /// generation_config.json is not part of a backbone's identity, a model that is to be saved keeps what was read.
    /// </summary>
    /// <param name="folder">The folder, or a GGUF file.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <exception cref="CorruptModelException">A file is faulty, or names a token that the tokenizer does not have.</exception>
    public static GenerationTokens Read(string folder, TextTokenizer tokenizer)
    {
        JsonSettings? generation = Load(folder, "generation_config.json");
        BackboneFolder files = BackboneFolder.At(folder);
        JsonSettings? config = files.IsGguf || files.Has(BackboneFiles.Config) ? files.ReadConfig() : null;
        JsonSettings? words = files.IsGguf ? TokenizerFolder.ReadFiles(folder).Config : Load(folder, "tokenizer_config.json");
        return new GenerationTokens(Find("bos_token") is [int begin, ..] ? begin : null, Find("eos_token"));

        int[] Find(string name) =>
            Ids(generation, $"{name}_id", tokenizer) ?? Ids(config, $"{name}_id", tokenizer) ?? Word(words, name, tokenizer) ?? [];
    }

    private static JsonSettings? Load(string folder, string name) =>
        Path.Combine(folder, name) is string path && File.Exists(path) ? JsonSettings.Load(path) : null;

    /// <summary>An id or an array of them; null if the key is absent.</summary>
    private static int[]? Ids(JsonSettings? settings, string name, TextTokenizer tokenizer)
    {
        if (settings?.Has(name) != true)
        {
            return null;
        }

        int last = tokenizer.VocabularySize - 1;
        int[] ids = settings.IsArray(name) ? [.. settings.GetIntegers(name, 0, last).Select(static id => (int)id)] : [settings.GetInt32(name, 0, last)];
        return ids.Length <= MostEndIds
            ? [.. ids.Distinct()]
            : throw settings.Fault(name, FormattableString.Invariant($"has {ids.Length} ids, at most {MostEndIds} are read"));
    }

    /// <summary>The id of a token that is named by its text.</summary>
    private static int[]? Word(JsonSettings? settings, string name, TextTokenizer tokenizer)
    {
        if (WordPieceSettings.GetToken(settings, name) is not { } word)
        {
            return null;
        }

        IReadOnlyList<int> ids = tokenizer.Encode(word, addSpecialTokens: false, maxLength: 8).Ids;
        return ids.Count == 1 ? [ids[0]] : throw settings!.Fault(name, $"is '{word}', which is not one token of the tokenizer");
    }
}
