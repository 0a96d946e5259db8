namespace Microsoft.ML.Nola.Generation;

/// <summary>The tokens of a prompt and of what was generated after it.</summary>
internal sealed class TokenSequence
{
    private int[] _ids;
    private int _count;

    /// <param name="prompt">The ids of the prompt.</param>
    /// <param name="room">For how many more ids memory is taken at once.</param>
    public TokenSequence(ReadOnlySpan<int> prompt, int room)
    {
        _ids = new int[prompt.Length + Math.Min(room, 64)];
        prompt.CopyTo(_ids);
        _count = PromptLength = prompt.Length;
    }

    private TokenSequence(TokenSequence other)
    {
        _ids = new int[other._count + 1];
        other.Ids.CopyTo(_ids);
        (_count, PromptLength) = (other._count, other.PromptLength);
    }

    /// <summary>How many of the ids are the prompt's.</summary>
    public int PromptLength { get; }

    /// <summary>How many ids are new.</summary>
    public int NewLength => _count - PromptLength;

    /// <summary>Prompt and new ids.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, _count);

    /// <summary>The new ids.</summary>
    public ReadOnlySpan<int> NewIds => Ids[PromptLength..];

    /// <summary>Adds an id.</summary>
    public void Append(int id)
    {
        if (_count == _ids.Length)
        {
            Array.Resize(ref _ids, 2 * _count);
        }

        _ids[_count++] = id;
    }

    /// <summary>Another sequence: these ids and one more.</summary>
    public TokenSequence With(int id)
    {
        var longer = new TokenSequence(this);
        longer.Append(id);
        return longer;
    }
}
