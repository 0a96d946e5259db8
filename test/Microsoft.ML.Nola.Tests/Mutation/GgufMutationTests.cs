using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints.Gguf;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Text.Gguf;
using Nola.Testing;
using Nola.Testing.Mutation;

namespace Microsoft.ML.Nola.Tests.Mutation;

/// <summary>A damaged GGUF file is refused with a typed error, or read: configuration, tensors, tokenizer.</summary>
[TestClass]
public sealed class GgufMutationTests
{
    [TestMethod]
    public void A_file_that_ends_early_is_refused_wherever_it_ends()
    {
        byte[] content = TinyGguf.Create().ToBytes();
        Use(content);
        for (int length = 0; length < content.Length; length++)
        {
            byte[] part = content[..length];
            try
            {
                Use(part);
                Assert.IsGreaterThan(content.Length - 32, length, "Only padding after the last tensor may be missing.");
            }
            catch (NolaException)
            {
                // As it should be.
            }
        }
    }

    [TestMethod]
    public void A_changed_byte_before_the_numbers_is_refused_or_read()
    {
        GgufWriter writer = TinyGguf.Create();
        byte[] content = writer.ToBytes();
        (int read, int refused) = (0, 0);
        for (int at = 0; at < writer.HeaderLength; at++)
        {
            byte before = content[at];
            foreach (byte odd in (byte[])[0xFF, (byte)(before + 1), (byte)(before ^ 0x20)])
            {
                content[at] = odd;
                try
                {
                    Use(content);
                    read++;
                }
                catch (NolaException)
                {
                    refused++;
                }
                catch (Exception exception)
                {
                    throw new AssertFailedException($"byte {at} made {odd}", exception);
                }
            }

            content[at] = before;
        }

        Console.WriteLine($"{writer.HeaderLength} bytes: read {read}, refused {refused}");
        Assert.IsGreaterThan(500, read);
        Assert.IsGreaterThan(1000, refused);
    }

    [TestMethod]
    public void A_damaged_file_is_refused_or_read()
    {
        byte[] content = TinyGguf.Create().ToBytes();
        new MutantRun("GGUF").Run(
            random =>
            {
                byte[] mutant = ByteDamage.Apply(random, content, out string what);
                return (what, mutant, mutant.Length);
            },
            static mutant => Use(mutant));
    }

    [TestMethod]
    public void A_damaged_file_is_refused_or_loaded_and_used()
    {
        const int Count = 300;
        byte[] content = TinyGguf.Create().ToBytes();
        var random = new Random(2);
        int used = 0;
        using var folder = new TemporaryFolder();
        using var guard = new TensorGuard();
        for (int i = 0; i < Count; i++)
        {
            string path = folder.File(FormattableString.Invariant($"{i}.gguf"));
            File.WriteAllBytes(path, ByteDamage.Apply(random, content, out string what));
            try
            {
                using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFile(path));
                TextTokenizer tokenizer = TextTokenizer.FromBackbone(BackboneReference.FromFile(path));
                int[] ids = [.. tokenizer.Encode("hello w<|end|>").Ids.Select(id => Math.Min(id, lease.Backbone.VocabularySize - 1))];
                lease.Backbone.Forward(new TokenBatch(ids, Array.ConvertAll(ids, static _ => 1), 1, ids.Length)).Dispose();
                used++;
            }
            catch (NolaException)
            {
                continue;
            }
            catch (Exception exception)
            {
                throw new AssertFailedException($"case {i} ({what})", exception);
            }
        }

        Console.WriteLine($"used {used} of {Count}");
        Assert.IsGreaterThan(10, used);
        Assert.IsLessThan(Count - 10, used);
    }

    private static void Use(byte[] content)
    {
        using GgufFile file = GgufFile.Parse(content, "x.gguf");
        GgufConfig.Read(file).GetString("model_type");
        GgufArchitecture architecture = GgufArchitecture.Of(file.Metadata);
        architecture.RequireKnown(file);
        foreach (string name in (string[])["model.embed_tokens.weight", "layers.0.self_attn.q_proj.weight", "layers.0.self_attn.k_proj.weight", "norm.weight"])
        {
            if (architecture.Find(file, name) is { } tensor)
            {
                tensor.ReadSingles(0, new float[tensor.ElementCount]);
            }
        }

        var tokenizer = new TextTokenizer(GgufTokenizer.Read(file, 10_000));
        tokenizer.Decode(tokenizer.Encode("hello w<|end|>\u00E9").Ids);
    }
}
