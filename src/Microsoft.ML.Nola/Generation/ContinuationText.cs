using System.Runtime.InteropServices;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Generation;

/// <summary>
/// The text of new tokens after a prompt, token by token: at any time what decoding them at once would give, and how much of it no further token can change.
/// Special tokens are left out.
/// </summary>
/// <remarks>
/// The prompt's last tokens are decoded with it, since the first token of a text loses its leading space in some tokenizers, and a later one does not. Only the
/// tokens since a place where the text was whole are decoded again.
/// </remarks>
internal sealed class ContinuationText
{
    /// <summary>How far back a prompt's text is looked for: its end may be special tokens, which have none.</summary>
    private const int LongestContext = 32;

    private const char Replacement = '\uFFFD';

    private readonly TextTokenizer _tokenizer;
    private readonly List<int> _ids;
    private readonly List<char> _text = [];
    private int _from;
    private int _whole;
    private string _known;
    private string _window;

    /// <param name="tokenizer">Decodes.</param>
    /// <param name="prompt">The ids of the prompt.</param>
    public ContinuationText(TextTokenizer tokenizer, ReadOnlySpan<int> prompt)
    {
        _tokenizer = tokenizer;
        _ids = [.. ContextOf(tokenizer, prompt)];
        _whole = _ids.Count;
        _known = _window = Decode(0);
    }

    /// <summary>The text so far.</summary>
    public ReadOnlySpan<char> Text => CollectionsMarshal.AsSpan(_text);

    /// <summary>How much of it no further token can change.</summary>
    public int FixedLength { get; private set; }

    /// <summary>The text of new tokens, decoded at once.</summary>
    public static string Decode(TextTokenizer tokenizer, ReadOnlySpan<int> prompt, ReadOnlySpan<int> ids)
    {
        ReadOnlySpan<int> context = ContextOf(tokenizer, prompt);
        string before = tokenizer.Decode(context.ToArray(), skipSpecialTokens: true);
        string all = tokenizer.Decode([.. context, .. ids], skipSpecialTokens: true);
        return all[CommonLength(before, all)..];
    }

    /// <summary>Adds a token.</summary>
    public void Append(int id)
    {
        _ids.Add(id);
        string window = Decode(_from);
        if (window == _window)
        {
            // A token without text, such as a special one, ends no run of bytes.
            return;
        }

        _window = window;
        CollectionsMarshal.SetCount(_text, FixedLength);
        _text.AddRange(window.AsSpan(CommonLength(_known, window)));

        // A character may need more bytes, and of a run of tokens that are bytes the last decides what the first are.
        bool isWhole = !_tokenizer.IsByte(id) && !(window.Length > 0 && window[^1] == Replacement);
        if (!isWhole)
        {
            return;
        }

        FixedLength = _text.Count;
        string added = Decode(_whole);
        if (added.AsSpan().ContainsAnyExcept(" \n\t\r"))
        {
            (_from, _known, _window) = (_whole, added, added);
        }
        else
        {
            _known = window;
        }

        _whole = _ids.Count;
    }

    // The last tokens of the prompt that have visible text. A run of bytes at the end would go on into the new tokens.
    private static ReadOnlySpan<int> ContextOf(TextTokenizer tokenizer, ReadOnlySpan<int> prompt)
    {
        if (prompt.IsEmpty || tokenizer.IsByte(prompt[^1]))
        {
            return [];
        }

        int start = prompt.Length - 1;
        int least = Math.Max(0, prompt.Length - LongestContext);
        while (start > least && string.IsNullOrWhiteSpace(tokenizer.Decode(prompt[start..].ToArray(), skipSpecialTokens: true)))
        {
            start--;
        }

        while (start > 0 && tokenizer.IsByte(prompt[start]))
        {
            start--;
        }

        return prompt[start..];
    }

    private static int CommonLength(string known, string text) => known.AsSpan().CommonPrefixLength(text);

    private string Decode(int from) => _tokenizer.Decode(_ids[from..], skipSpecialTokens: true);
}
