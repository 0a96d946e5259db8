namespace Microsoft.ML.Nola.Text;

/// <summary>Finds all pieces of a vocabulary that a text begins with, by walking over its characters once.</summary>
internal sealed class PieceTrie
{
    /// <summary>The node that a walk begins at.</summary>
    public const int Root = 0;

    /// <summary>A node that does not exist, and a piece that is none.</summary>
    public const int None = -1;

    /// <summary>Few children are searched one after the other, which vector instructions do at once.</summary>
    private const int FewChildren = 16;

    // The nodes breadth first: the children of one lie side by side, by character.
    private readonly char[] _characters;
    private readonly int[] _firstChildren;
    private readonly int[] _values;

    /// <param name="pieces">The pieces; the last of equal ones counts, and an empty one is never found.</param>
    public PieceTrie(IReadOnlyList<string> pieces)
    {
        int[] order = [.. Enumerable.Range(0, pieces.Count)];
        Array.Sort(order, (left, right) => string.CompareOrdinal(pieces[left], pieces[right]) is var result and not 0 ? result : left.CompareTo(right));
        List<char> characters = ['\0'];
        List<int> firstChildren = [];
        List<int> values = [None];
        Queue<(int Start, int End, int Depth)> open = new([(0, order.Length, 0)]);
        while (open.TryDequeue(out (int Start, int End, int Depth) range))
        {
            firstChildren.Add(characters.Count);
            (int start, int end, int depth) = range;
            while (start < end && pieces[order[start]].Length == depth)
            {
                start++;
            }

            while (start < end)
            {
                char character = pieces[order[start]][depth];
                int next = start;
                int value = None;
                for (; next < end && pieces[order[next]][depth] == character; next++)
                {
                    value = pieces[order[next]].Length == depth + 1 ? order[next] : value;
                }

                characters.Add(character);
                values.Add(value);
                open.Enqueue((start, next, depth + 1));
                start = next;
            }
        }

        firstChildren.Add(characters.Count);
        _characters = [.. characters];
        _firstChildren = [.. firstChildren];
        _values = [.. values];
    }

    /// <summary>Goes on by one character.</summary>
    /// <returns>The node, or <see cref="None"/> if no piece goes on so.</returns>
    public int Next(int node, char character)
    {
        int first = _firstChildren[node];
        ReadOnlySpan<char> children = _characters.AsSpan(first, _firstChildren[node + 1] - first);
        int found = children.Length <= FewChildren ? children.IndexOf(character) : children.BinarySearch(character);
        return found < 0 ? None : first + found;
    }

    /// <summary>Gets the piece that ends at a node, or <see cref="None"/>.</summary>
    public int ValueOf(int node) => _values[node];

    /// <summary>Goes on by several characters.</summary>
    /// <returns>The node, or <see cref="None"/> if no piece goes on so.</returns>
    public int Next(int node, ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length && node != None; i++)
        {
            node = Next(node, text[i]);
        }

        return node;
    }

    /// <summary>Gets the piece that is the whole of a text, or <see cref="None"/>.</summary>
    public int Find(ReadOnlySpan<char> text) => Next(Root, text) is var node and not None ? _values[node] : None;
}
