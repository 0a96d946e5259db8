#pragma warning disable MA0025, IDE0060, IDE0005 // The bodies follow.
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Generation;

/// <summary>The tokens at which a language model's texts begin and end.</summary>
/// <param name="BeginId">The token that an empty prompt is, or null if there is none.</param>
/// <param name="EndIds">The tokens that end a text; may be empty.</param>
internal sealed record GenerationTokens(int? BeginId, IReadOnlyList<int> EndIds)
{
    /// <summary>
    /// Reads them from a backbone's folder: from generation_config.json, what it lacks from config.json, what that lacks from tokenizer_config.json. As
    /// generation_config.json is not part of a backbone's identity, a model that is to be saved keeps what was read.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <exception cref="CorruptModelException">A file is faulty, or names a token that the tokenizer does not have.</exception>
    public static GenerationTokens Read(string folder, TextTokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(folder);
        throw new NotImplementedException();
    }
}
