namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>The arguments of a call, each at its parameter's place: expressions when a template is read, values when it is rendered.</summary>
/// <typeparam name="T">Expressions or values.</typeparam>
/// <param name="count">How many parameters there are.</param>
internal sealed class JinjaArguments<T>(int count)
{
    private readonly T?[] _bound = new T?[count];
    private readonly bool[] _given = new bool[count];

    /// <summary>Gets what was given beyond the parameters.</summary>
    public List<T> More { get; } = [];

    /// <summary>Gets what was given by other names.</summary>
    public List<KeyValuePair<string, T>> Named { get; } = [];

    /// <summary>Gets an argument; the default of its type if it was not given.</summary>
    public T? this[int index] => _bound[index];

    /// <summary>Says whether an argument was given.</summary>
    public bool Has(int index) => _given[index];

    /// <summary>Gives a parameter its argument.</summary>
    public void Set(int index, T value)
    {
        _bound[index] = value;
        _given[index] = true;
    }

    /// <summary>Makes arguments of another kind, one of each.</summary>
    public JinjaArguments<TOther> Map<TOther>(Func<T, TOther> map)
    {
        var mapped = new JinjaArguments<TOther>(count);
        for (int i = 0; i < count; i++)
        {
            if (_given[i])
            {
                mapped.Set(i, map(_bound[i]!));
            }
        }

        mapped.More.AddRange(More.Select(map));
        mapped.Named.AddRange(Named.Select(pair => KeyValuePair.Create(pair.Key, map(pair.Value))));
        return mapped;
    }
}
