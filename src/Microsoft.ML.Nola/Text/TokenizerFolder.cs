using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.Bpe;
using Microsoft.ML.Nola.Text.Gguf;
using Microsoft.ML.Nola.Text.SentencePiece;
using Microsoft.ML.Nola.Text.TokenizerJson;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text;

/// <summary>Finds out which kind of tokenizer a folder has, and reads it.</summary>
internal static class TokenizerFolder
{
    private const string Json = "tokenizer.json";

    private static readonly string[] SentencePieceNames = ["sentencepiece.bpe.model", "spiece.model", "spm.model", "tokenizer.model"];

    /// <summary>Reads the tokenizer of a folder.</summary>
    /// <param name="folder">The folder, or a GGUF file.</param>
    /// <param name="maximumTokens">The number of token ids that the backbone knows.</param>
    /// <exception cref="CorruptModelException">There is no tokenizer, or a file of it is faulty.</exception>
    /// <exception cref="NolaCompatibilityException">The tokenizer is of a kind, or has a setting, that this version does not know.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static TextEncoder Read(string folder, int maximumTokens)
    {
        if (File.Exists(folder))
        {
            return GgufTokenizer.Read(folder, maximumTokens);
        }

        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        }

        string vocabulary = Path.Combine(folder, "vocab.txt");
        if (File.Exists(vocabulary))
        {
            RefuseLowerCasing(folder);
            return WordPieceEncoder.Create(Vocabulary.Load(vocabulary, maximumTokens), ReadFiles(folder), maximumTokens);
        }

        TokenizerFiles files = ReadFiles(folder);
        if (files.Json is not null)
        {
            RefuseLowerCasing(folder);
            return TokenizerJsonReader.Read(files, maximumTokens);
        }

        string bytePairs = Path.Combine(folder, "vocab.json");
        if (File.Exists(bytePairs))
        {
            RefuseLowerCasing(folder);
            return BpeFolder.Read(folder, bytePairs, files, maximumTokens);
        }

        if (Array.Find(SentencePieceNames, name => File.Exists(Path.Combine(folder, name))) is { } pieces)
        {
            RefuseLowerCasing(folder);
            return SentencePieceEncoder.Create(Path.Combine(folder, pieces), files, LoadIfThere(folder, "config.json"), maximumTokens);
        }

        if (BackboneFiles.ListGguf(folder) is [string file])
        {
            return GgufTokenizer.Read(file, maximumTokens);
        }

        throw new CorruptModelException(
            folder,
            $"it has no tokenizer: none of {Json}, vocab.txt, vocab.json with {BpeFolder.MergesName}, {string.Join(", ", SentencePieceNames)}");
    }

    /// <summary>sentence-transformers can lower-case a text before its tokenizer sees it, which matters if the tokenizer does not do so itself.</summary>
    private static void RefuseLowerCasing(string folder)
    {
        const string Name = "sentence_bert_config.json";
        bool lowers = LoadIfThere(folder, Name)?.GetBoolean("do_lower_case", defaultValue: false) ?? false;
        if (lowers && LoadIfThere(folder, "tokenizer_config.json")?.GetBoolean("do_lower_case", defaultValue: true) == false)
        {
            throw new NolaCompatibilityException(
                $"'{Path.Combine(folder, Name)}' has do_lower_case true over a tokenizer that keeps case; "
                + "this version does not lower-case texts before the tokenizer. "
                + "Set do_lower_case of tokenizer_config.json to true if the model was trained so.");
        }
    }

    /// <summary>Reads the files beside a vocabulary that have a say in the ids; of a GGUF file, what it has in their place.</summary>
    /// <param name="folder">The folder of a backbone, or a GGUF file.</param>
    public static TokenizerFiles ReadFiles(string folder) => File.Exists(folder) ? GgufTokenizer.ReadFiles(folder) : new(
        LoadIfThere(folder, "tokenizer_config.json"),
        LoadIfThere(folder, "special_tokens_map.json"),
        LoadIfThere(folder, "added_tokens.json"),
        LoadIfThere(folder, Json));

    private static JsonSettings? LoadIfThere(string folder, string name) =>
        Path.Combine(folder, name) is string path && File.Exists(path) ? JsonSettings.Load(path) : null;
}
