using System.Collections.Frozen;
using System.Globalization;

namespace Microsoft.ML.Nola.Text;

/// <summary>
/// This library's own tables of what characters become, by code point. The system's would depend on its age: a model needs the ids that it was trained on
/// everywhere.
/// </summary>
internal static class CharacterTable
{
    /// <summary>
    /// Reads a table from the assembly: hexadecimal code points, in each line the character, then what it becomes; a line that begins with # is a comment.
    /// </summary>
    public static FrozenDictionary<int, string> Load(string resource)
    {
        using Stream stream = typeof(CharacterTable).Assembly.GetManifestResourceStream(resource)!;
        using StreamReader reader = new(stream);
        Dictionary<int, string> table = [];
        while (reader.ReadLine() is { } line)
        {
            if (line[0] != '#')
            {
                int[] codes = [.. line.Split(' ').Select(code => int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
                table.Add(codes[0], string.Concat(codes.Skip(1).Select(char.ConvertFromUtf32)));
            }
        }

        return table.ToFrozenDictionary();
    }
}
