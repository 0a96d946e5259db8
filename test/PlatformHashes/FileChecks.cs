using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Checkpoints;

namespace PlatformHashes;

/// <summary>Backbones and adapters on disk: names by content, tensors as float32, and an adapter's files as they are written again.</summary>
internal static class FileChecks
{
    private static readonly string[] Adapters = ["nola", "lora", "probe"];

    public static void Run(Report report, string root)
    {
        string minilm = Path.Combine(root, "models", "minilm");
        string golden = Path.Combine(root, "test", "Golden");
        string identity = BackboneIdentity.Compute(minilm);
        report.Say("files.minilm.identity", identity);
        report.Known("files.minilm.known", 1, identity == BackboneLocator.DefaultIdentity ? [] : [identity]);
        ReadTensors(report, "files.minilm.tensors", minilm);

        string goldenIdentity = BackboneIdentity.Compute(Path.Combine(golden, "backbone"));
        report.Say("files.golden.identity", goldenIdentity);
        ReadTensors(report, "files.golden.tensors", Path.Combine(golden, "backbone"));
        RewriteAdapters(report, golden, goldenIdentity);
    }

    private static void ReadTensors(Report report, string name, string folder)
    {
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, BackboneFiles.Weights));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (SafetensorsEntry entry in file.Tensors.Values.OrderBy(static entry => entry.Name, StringComparer.Ordinal))
        {
            float[] values = new float[entry.ElementCount];
            file.ReadSingles(entry, values);
            hash.AppendData(MemoryMarshal.AsBytes<float>(values));
        }

        report.Say(name, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>An adapter folder that was written once is read and written again to the same bytes.</summary>
    private static void RewriteAdapters(Report report, string golden, string backboneIdentity)
    {
        string output = Directory.CreateTempSubdirectory("nola-hashes-").FullName;
        try
        {
            List<string> wrong = [];
            foreach (string name in Adapters)
            {
                string folder = Path.Combine(golden, name + "-adapter");
                Dictionary<string, byte[]> files = Directory.GetFiles(folder)
                    .ToDictionary(static path => Path.GetFileName(path)!, File.ReadAllBytes, StringComparer.Ordinal);
                AdapterFolder.Save(AdapterFolder.Read(files, name, backboneIdentity), Path.Combine(output, name));
                foreach (string file in files.Keys.Order(StringComparer.Ordinal))
                {
                    byte[] written = File.ReadAllBytes(Path.Combine(output, name, file));
                    report.Say($"files.{name}.{file}", HashManifest.Hash(written));
                    if (!written.AsSpan().SequenceEqual(files[file]))
                    {
                        wrong.Add($"{name}/{file}");
                    }
                }
            }

            report.Known("files.adapters.known", 2 * Adapters.Length, wrong);
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }
}
