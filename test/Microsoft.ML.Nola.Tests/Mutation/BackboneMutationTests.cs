using System.Text;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Heads;
using Nola.Testing;
using Nola.Testing.Mutation;

namespace Microsoft.ML.Nola.Tests.Mutation;

[TestClass]
public sealed class BackboneMutationTests
{
    private const string FirstShard = "model-00001-of-00002.safetensors";
    private const string SecondShard = "model-00002-of-00002.safetensors";

    [TestMethod]
    public void A_damaged_backbone_folder_gives_finite_scores_or_a_typed_error()
    {
        using var folder = new TemporaryFolder();
        Dictionary<string, byte[]> single = Read(TinyBackbone.Write(folder.File("single")));
        single.Add(BackboneFiles.Pooling,
            """{"word_embedding_dimension": 32, "pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}"""u8.ToArray());
        Dictionary<string, byte[]> sharded = Shard(single);
        Score(folder.File("first"), single);
        Score(folder.File("second"), sharded);

        using var guard = new TensorGuard();
        int count = 0;
        new MutantRun("backbone folder").Run(random => Mutate(random, single, sharded), files => Score(folder.File($"mutant-{count++}"), files));
    }

    private static (string Damage, Dictionary<string, byte[]> Files, long Length) Mutate(
        Random random, Dictionary<string, byte[]> single, Dictionary<string, byte[]> sharded)
    {
        Dictionary<string, byte[]> files = new(random.Next(3) == 0 ? sharded : single, StringComparer.Ordinal);
        string name = files.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(files.Count));
        string what = "gone";
        if (random.Next(50) == 0)
        {
            files.Remove(name);
        }
        else
        {
            files[name] = Damage(random, name, files[name], out what);
        }

        return ($"{name}: {what}", files, files.Values.Sum(static content => (long)content.Length));
    }

    private static byte[] Damage(Random random, string name, byte[] content, out string what) => random.Next(8) == 0
        ? ByteDamage.Apply(random, content, out what)
        : Path.GetExtension(name) switch
        {
            ".json" => JsonDamage.Apply(random, content, out what),
            ".txt" => VocabularyDamage.Apply(random, content, out what),
            _ => SafetensorsDamage.Apply(random, content, out what),
        };

    /// <summary>Writes the folder and scores over it with a head alone. Each has a name of its own: identities are remembered by path.</summary>
    private static void Score(string folder, Dictionary<string, byte[]> files)
    {
        Directory.CreateDirectory(folder);
        try
        {
            foreach ((string name, byte[] content) in files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
                File.WriteAllBytes(Path.Combine(folder, name), content);
            }

            using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(folder));
            PoolingResolver.Resolve(null, lease);
            string identity = lease.Backbone.Identity;
            Dictionary<string, byte[]> probe = GoldenFiles.Adapter("probe");
            string config = Encoding.UTF8.GetString(probe[AdapterFolder.ConfigFileName]);
            string other = JsonSettings.Parse(probe[AdapterFolder.ConfigFileName], "probe").GetString("backbone_identity");
            probe[AdapterFolder.ConfigFileName] = Encoding.UTF8.GetBytes(config.Replace(other, identity, StringComparison.Ordinal));
            MutantScore.Run(probe, identity, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Dictionary<string, byte[]> Read(string folder) =>
        Directory.GetFiles(folder).ToDictionary(static path => Path.GetFileName(path), File.ReadAllBytes, StringComparer.Ordinal);

    private static Dictionary<string, byte[]> Shard(Dictionary<string, byte[]> single)
    {
        using SafetensorsFile weights = SafetensorsFile.Parse(single[BackboneFiles.Weights], "weights");
        SafetensorsEntry[] entries = [.. weights.Tensors.Values];
        var index = new StringBuilder("""{"metadata":{"total_size":1},"weight_map":{""");
        var files = new Dictionary<string, byte[]>(single, StringComparer.Ordinal);
        files.Remove(BackboneFiles.Weights);
        IEnumerable<(string Name, SafetensorsEntry[] Part)> shards = [(FirstShard, entries[..20]), (SecondShard, entries[20..])];
        foreach ((string name, SafetensorsEntry[] part) in shards)
        {
            var writer = new SafetensorsWriter();
            foreach (SafetensorsEntry entry in part)
            {
                var bytes = new byte[entry.ByteLength];
                weights.Read(entry, bytes);
                writer.Add(entry.Name, entry.Type, [.. entry.Shape], bytes);
                index.Append(index[^1] == '{' ? "" : ",").Append('"').Append(entry.Name).Append("\":\"").Append(name).Append('"');
            }

            using var stream = new MemoryStream();
            writer.Write(stream);
            files[name] = stream.ToArray();
        }

        files[BackboneFiles.WeightsIndex] = Encoding.UTF8.GetBytes(index.Append("}}").ToString());
        return files;
    }
}
