using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text;

/// <summary>Finds out which kind of tokenizer a folder has, and reads it.</summary>
internal static class TokenizerFolder
{
    private const string Json = "tokenizer.json";

    private const string Advice =
        "This version reads vocab.txt, the vocabulary of BERT and of models like it. If the tokenizer is a WordPiece one, write the tokens of "
        + "model.vocab of its tokenizer.json to vocab.txt, one a line in the order of their ids. "
        + "For other kinds, take a backbone whose tokenizer is WordPiece.";

    private static readonly string[] OtherKinds = [Json, "vocab.json", "spiece.model", "sentencepiece.bpe.model", "tokenizer.model"];

    /// <summary>Reads the tokenizer of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="maximumTokens">The number of token ids that the backbone knows.</param>
    /// <exception cref="CorruptModelException">There is no tokenizer, or a file of it is faulty.</exception>
    /// <exception cref="NolaCompatibilityException">The tokenizer is of a kind, or has a setting, that this version does not know.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static TextEncoder Read(string folder, int maximumTokens)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        }

        string vocabulary = Path.Combine(folder, "vocab.txt");
        if (File.Exists(vocabulary))
        {
            return WordPieceEncoder.Create(Vocabulary.Load(vocabulary, maximumTokens), ReadFiles(folder), maximumTokens);
        }

        string? other = Array.Find(OtherKinds, name => File.Exists(Path.Combine(folder, name)));
        throw other is null
            ? new CorruptModelException(folder, "it has no vocab.txt, the only kind of tokenizer file that this version reads")
            : new NolaCompatibilityException($"'{folder}' has a tokenizer of another kind: {other} without vocab.txt. {Advice}");
    }

    private static WordPieceFiles ReadFiles(string folder) => new(
        LoadIfThere(folder, "tokenizer_config.json"),
        LoadIfThere(folder, "special_tokens_map.json"),
        LoadIfThere(folder, "added_tokens.json"),
        LoadIfThere(folder, Json));

    private static JsonSettings? LoadIfThere(string folder, string name) =>
        Path.Combine(folder, name) is string path && File.Exists(path) ? JsonSettings.Load(path) : null;
}
