using System.Text;
using Nola.Testing.Mutation;

namespace Nola.Estimators.Tests.Mutation;

/// <summary>Damage to the manifest: names that lead elsewhere, lines that are too many, too few or out of order.</summary>
internal static class ManifestDamage
{
    private static readonly string[] OddNames =
    [
        "../x", "../../Schema", "/etc/passwd", "..", ".", "a/../b", "a//b", "a/", "./labels", "labels/x", "LABELS", "C:\\x", "x\\y", "manifest", "Model.key",
        " ", "", "a b", "\0", "labels\r",
        "Model.bin", "ﬀ", "backbone/config.json", new('n', 199), new('n', 5000), string.Concat(Enumerable.Repeat("d/", 90)) + "d",
    ];

    public static byte[] Apply(Random random, byte[] manifest, out string what)
    {
        List<string> lines = [.. Encoding.UTF8.GetString(manifest).TrimEnd('\n').Split('\n')];
        int at = random.Next(lines.Count);
        string odd = OddNames[random.Next(OddNames.Length)];
        what = $"line {at} ";
        switch (random.Next(8))
        {
            case 0:
                return ByteDamage.Apply(random, manifest, out what);
            case 1 or 2:
                what += $"named '{odd[..Math.Min(20, odd.Length)]}'";
                lines[at] = lines[at][..66] + odd;
                break;
            case 3:
                what += $"again as '{odd[..Math.Min(20, odd.Length)]}', sorted";
                lines.Add(lines[at][..66] + odd);
                lines.Sort(static (first, second) => string.CompareOrdinal(first[66..], second[66..]));
                break;
            case 4:
                what += "left out";
                lines.RemoveAt(at);
                break;
            case 5:
                what += "twice";
                lines.Insert(at, lines[at]);
                break;
            case 6:
                what += "in capitals";
                lines[at] = lines[at][..64].ToUpperInvariant() + lines[at][64..];
                break;
            default:
                what = "in turned order";
                lines.Reverse();
                break;
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
    }
}
