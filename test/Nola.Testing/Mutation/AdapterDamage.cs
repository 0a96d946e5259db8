using System.Security.Cryptography;
using Microsoft.ML.Nola.Adapters.Peft;

namespace Nola.Testing.Mutation;

/// <summary>Damage to the two files of an adapter. In four of five cases the hash of the weights is put right, so that the damage is met behind it.</summary>
public static class AdapterDamage
{
    public static void Apply(Random random, Dictionary<string, byte[]> files, out string what)
    {
        string name = random.Next(2) == 0 ? AdapterFolder.ConfigFileName : AdapterFolder.WeightsFileName;
        switch (random.Next(10))
        {
            case 0:
                files[name] = ByteDamage.Apply(random, files[name], out what);
                break;
            case 1 or 2:
                SiteDamage.Apply(random, files, out what);
                name = "sites";
                break;
            default:
                files[name] = name == AdapterFolder.ConfigFileName
                    ? JsonDamage.Apply(random, files[name], out what)
                    : SafetensorsDamage.Apply(random, files[name], out what);
                break;
        }

        what = $"{name}: {what}";
        if (random.Next(5) > 0)
        {
            Sign(files);
            what += ", signed";
        }
    }

    /// <summary>Puts the hash of the weights into the configuration, if it still has a place for it.</summary>
    private static void Sign(Dictionary<string, byte[]> files)
    {
        byte[] config = files[AdapterFolder.ConfigFileName];
        if (JsonSpans.TryFind(config)?.Values.FirstOrDefault(static value => value.Name == "payload_sha256") is { } span)
        {
            byte[] hash =
                [(byte)'"', .. Convert.ToHexStringLower(SHA256.HashData(files[AdapterFolder.WeightsFileName])).Select(static digit => (byte)digit), (byte)'"'];
            files[AdapterFolder.ConfigFileName] = [.. config[..span.Start], .. hash, .. config[span.End..]];
        }
    }
}
