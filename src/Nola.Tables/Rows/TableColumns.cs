using System.Globalization;
using Microsoft.ML.Nola.Columns;

namespace Nola.Tables.Rows;

/// <summary>The columns of a file, found by name or by number.</summary>
public sealed class TableColumns
{
    private readonly string _path;

    internal TableColumns(string path, IReadOnlyList<string> names, bool areNamed)
    {
        _path = path;
        Names = names;
        AreNamed = areNamed;
    }

    /// <summary>Gets the names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Gets whether the file itself names them.</summary>
    public bool AreNamed { get; }

    /// <summary>Finds a column.</summary>
    /// <param name="column">Its name, in whatever letter case, or its number, from 1.</param>
    /// <param name="role">What it is to the user, for the message: "label", "text".</param>
    /// <returns>Its index, from 0.</returns>
    /// <exception cref="FileFaultException">There is none; the message has the near names.</exception>
    public int Find(string column, string role)
    {
        int index = IndexOf(column, StringComparison.Ordinal);
        if (index < 0)
        {
            index = IndexOf(column, StringComparison.OrdinalIgnoreCase);
        }

        if (index < 0 && int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= Names.Count)
        {
            index = number - 1;
        }

        return index >= 0 ? index : throw Missing(column, role);
    }

    /// <summary>Finds a column of one of some usual names, in whatever letter case, if the file names its columns.</summary>
    /// <param name="names">The names, the most telling first.</param>
    /// <param name="isFree">Says which columns may be taken.</param>
    /// <returns>Its index, from 0; null if there is none.</returns>
    internal int? FindUsual(IEnumerable<string> names, Func<int, bool> isFree)
    {
        if (!AreNamed)
        {
            return null;
        }

        foreach (string name in names)
        {
            if (IndexOf(name, StringComparison.OrdinalIgnoreCase) is >= 0 and int column && isFree(column))
            {
                return column;
            }
        }

        return null;
    }

    private int IndexOf(string column, StringComparison comparison)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (Names[i].Equals(column, comparison))
            {
                return i;
            }
        }

        return -1;
    }

    private FileFaultException Missing(string column, string role) => new(
        AreNamed
            ? $"'{_path}' has no column '{column}' for the {role}; its columns are {string.Join(", ", Names)}{NearNames.Describe(column, Names)}."
            : FormattableString.Invariant(
                $"'{_path}' has no header line that names a column '{column}' for the {role}; add one, or name the column by its number, 1 to {Names.Count}."));
}
