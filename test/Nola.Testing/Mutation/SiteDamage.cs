using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Checkpoints;

namespace Nola.Testing.Mutation;

/// <summary>Changes to a NOLA adapter's list of sites that leave it in order by itself; some make the coefficients as many as it then asks for.</summary>
internal static class SiteDamage
{
    private static readonly long[] OddNumbers = [0, 1, 2, 5, 31, 64, 4096, 4097, 1 << 16, 1 << 20, 1 << 23, int.MaxValue, 1L << 31, long.MaxValue];

    public static void Apply(Random random, Dictionary<string, byte[]> files, out string what)
    {
        var config = (JsonObject)JsonNode.Parse(Encoding.UTF8.GetString(files[AdapterFolder.ConfigFileName]))!;
        if (config["sites"] is not JsonArray { Count: > 0 } sites)
        {
            what = "has none";
            return;
        }

        JsonObject site = sites[random.Next(sites.Count)]!.AsObject();
        long odd = OddNumbers[random.Next(OddNumbers.Length)];
        (what, bool resize) = random.Next(10) switch
        {
            0 => ("one left out", Change(() => sites.Remove(site), random)),
            1 => ("one twice", Change(() => sites.Add(site.DeepClone()), random)),
            2 => ("the first last", Change(() => MoveFirst(sites), random)),
            3 => ($"r {odd} at one", Change(() => site["r"] = odd, random)),
            4 => ($"k {odd} at one", Change(() => SetCount(site, "a", odd), random) && odd < 100),
            5 => ($"l {odd} at one", Change(() => SetCount(site, "b", odd), random) && odd < 100),
            6 => ("another's path", Change(() => site["path"] = "encoder.layer.1.attention.self.key", random)),
            7 => ($"widths {odd}", Change(() => (site["in_features"], site["out_features"]) = (odd, odd), random)),
            8 => ("three thousand of them with k and l as large as can be", Change(() => Multiply(sites, site), random) && false),
            _ => ($"r, k, l and widths {odd} at all", Change(() => SetAll(sites, odd), random) && false),
        };
        files[AdapterFolder.ConfigFileName] = Encoding.UTF8.GetBytes(config.ToJsonString());
        if (resize)
        {
            what += ", coefficients to match";
            files[AdapterFolder.WeightsFileName] = Resize(files[AdapterFolder.WeightsFileName], sites);
        }
    }

    private static bool Change(Action change, Random random)
    {
        change();
        return random.Next(2) == 0;
    }

    private static void MoveFirst(JsonArray sites)
    {
        JsonNode first = sites[0]!;
        sites.RemoveAt(0);
        sites.Add(first);
    }

    /// <summary>The number of bases with the scale that goes with it.</summary>
    private static void SetCount(JsonObject site, string factor, long count)
    {
        site["num_basis_" + factor] = count;
        site["basis_scale_" + factor] = 1 / Math.Sqrt(3.0 * Math.Max(1, count));
    }

    private static void SetAll(JsonArray sites, long number)
    {
        foreach (JsonNode? site in sites)
        {
            SetCount(site!.AsObject(), "a", number);
            SetCount(site.AsObject(), "b", number);
            (site["r"], site["in_features"], site["out_features"]) = (number, number, number);
        }
    }

    private static void Multiply(JsonArray sites, JsonObject site)
    {
        SetCount(site, "a", 1 << 20);
        SetCount(site, "b", 1 << 20);
        for (int i = 0; i < 3000; i++)
        {
            JsonNode copy = site.DeepClone();
            copy["path"] = $"encoder.layer.{i}.more";
            sites.Add(copy);
        }
    }

    private static byte[] Resize(byte[] weights, JsonArray sites)
    {
        using SafetensorsFile file = SafetensorsFile.Parse(weights, "weights");
        var writer = new SafetensorsWriter();
        foreach (SafetensorsEntry entry in file.Tensors.Values)
        {
            var values = new float[entry.ElementCount];
            file.ReadSingles(entry, values);
            if (entry.Name == "coefficients")
            {
                Array.Resize(ref values, (int)sites.Sum(static site => (long)site!["num_basis_a"]! + (long)site["num_basis_b"]!));
            }

            writer.Add(entry.Name, entry.Name == "coefficients" ? [values.Length] : [.. entry.Shape], values);
        }

        using var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }
}
