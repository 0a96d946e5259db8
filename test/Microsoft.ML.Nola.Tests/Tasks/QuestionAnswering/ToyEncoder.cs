using System.Text.RegularExpressions;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Tests.Tasks.QuestionAnswering;

/// <summary>
/// A tokenizer of another kind than WordPiece: tokens are what a pattern matches, spaces belong to the token after them, and each spelling has an id of its own.
/// </summary>
/// <param name="pattern">What a token is; a space is spelt _.</param>
/// <param name="prefix">Whether a text that begins without a space gets one, as SentencePiece does.</param>
internal sealed class ToyEncoder(string pattern, bool prefix) : TextEncoder
{
    private readonly List<string> _tokens = ["<s>", "</s>", "<pad>"];

    public override int VocabularySize => 10_000;

    public override SpecialFrame Frame { get; } = new([0], [1, 1], [1]);

    public override int TypeIdCount => 1;

    public override int? PadId => 2;

    public IReadOnlyList<string> Spell(ReadOnlySpan<int> ids) => [.. ids.ToArray().Select(id => _tokens[id])];

    public override void Append(ReadOnlySpan<char> text, long wanted, List<int> ids, List<int>? words)
    {
        string spelt = text.ToString().Replace(' ', '_');
        spelt = prefix && !spelt.StartsWith('_') && spelt.Length > 0 ? "_" + spelt : spelt;
        foreach (Match token in Regex.Matches(spelt, pattern, RegexOptions.NonBacktracking, TimeSpan.FromSeconds(5)))
        {
            int id = _tokens.IndexOf(token.Value);
            if (id < 0)
            {
                id = _tokens.Count;
                _tokens.Add(token.Value);
            }

            ids.Add(id);
        }
    }

    public override string Decode(IReadOnlyList<int> ids, bool skipSpecialTokens) => string.Concat(ids.Select(id => _tokens[id])).Replace('_', ' ');
}
