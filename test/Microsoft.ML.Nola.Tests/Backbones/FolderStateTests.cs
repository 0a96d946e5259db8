using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>The same numbers, whatever wrote the folder: tests over every encoder of what the reference folders have for some.</summary>
[TestClass]
public sealed class FolderStateTests
{
    // As long as a row may be, and no id pads.
    private static readonly TokenBatch Batch = new(new[] { 2, 7, 9, 10, 3, 8 }, new[] { 1, 1, 1, 1, 1, 1 }, rows: 1, RandomCheckpoint.Positions);

    [TestMethod]
    [DataRow("bert", "bert")]
    [DataRow("distilbert", "distilbert")]
    [DataRow("electra", "electra")]
    [DataRow("mpnet", "mpnet")]
    [DataRow("roberta", "roberta")]
    [DataRow("xlm-roberta", "roberta")]
    public void A_task_model_in_old_names_gives_what_the_base_model_gives(string modelType, string prefix)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        string path = RandomCheckpoint.Write(folder.File("backbone"), modelType);
        float[] expected = Hidden(path);
        Rewrite(
            path,
            name => $"{prefix}.{OldName(name)}",
            static value => value,
            "lm_head.dense.weight",
            "cls.predictions.bias",
            "qa_outputs.weight",
            "classifier.weight",
            "discriminator_predictions.dense.weight",
            "vocab_transform.weight",
            $"{prefix}.embeddings.position_ids");
        CollectionAssert.AreEqual(expected, Hidden(path));
    }

    [TestMethod]
    [DataRow("electra")]
    [DataRow("mpnet")]
    [DataRow("roberta")]
    public void Parts_and_other_numbers_are_read_by_the_file_not_by_the_configuration(string modelType)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        string single = RandomCheckpoint.Write(folder.File("single"), modelType);

        // To what 16 bits hold, so that another type of number loses nothing.
        Rewrite(single, static name => name, static value => (float)(Half)value);
        float[] expected = Hidden(single);
        string parts = folder.File("parts");
        Directory.CreateDirectory(parts);
        JsonObject config = RandomCheckpoint.Config(modelType);
        config["torch_dtype"] = "float64";
        config["dtype"] = "bfloat16";
        File.WriteAllText(Path.Combine(parts, "config.json"), config.ToJsonString());
        Split(single, parts);
        CollectionAssert.AreEqual(expected, Hidden(parts));
    }

    private static string OldName(string name)
        => name.Replace("LayerNorm.weight", "LayerNorm.gamma", StringComparison.Ordinal).Replace("LayerNorm.bias", "LayerNorm.beta", StringComparison.Ordinal);

    private static float[] Hidden(string folder)
    {
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(folder));
        using torch.Tensor hidden = lease.Backbone.Forward(Batch);
        return TensorMemory.ToSingles(hidden);
    }

    /// <summary>Writes the weights with other names and numbers, and tensors that nobody reads after them.</summary>
    private static void Rewrite(string folder, Func<string, string> rename, Converter<float, float> change, params string[] more)
    {
        string path = Path.Combine(folder, "model.safetensors");
        var writer = new SafetensorsWriter();
        foreach ((SafetensorsEntry entry, float[] values) in Read(path))
        {
            writer.Add(rename(entry.Name), [.. entry.Shape], Array.ConvertAll(values, change));
        }

        Array.ForEach(more, name => writer.Add(name, [1, 2], new float[2]));
        writer.Save(path);
    }

    /// <summary>Writes the weights as F16 in two parts with an index.</summary>
    private static void Split(string from, string to)
    {
        var index = new JsonObject();
        SafetensorsWriter[] writers = [new(), new()];
        foreach ((SafetensorsEntry entry, float[] values) in Read(Path.Combine(from, "model.safetensors")))
        {
            int part = index.Count % writers.Length;
            byte[] bytes = [.. values.SelectMany(static value => BitConverter.GetBytes((Half)value))];
            writers[part].Add(entry.Name, SafetensorsType.F16, [.. entry.Shape], bytes);
            index.Add(entry.Name, PartName(part));
        }

        for (int part = 0; part < writers.Length; part++)
        {
            writers[part].Save(Path.Combine(to, PartName(part)));
        }

        File.WriteAllText(Path.Combine(to, "model.safetensors.index.json"), new JsonObject { ["weight_map"] = index }.ToJsonString());
    }

    private static string PartName(int part) => $"model-0000{part + 1}-of-00002.safetensors";

    private static List<(SafetensorsEntry Entry, float[] Values)> Read(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        var tensors = new List<(SafetensorsEntry, float[])>();
        foreach (SafetensorsEntry entry in file.Tensors.Values)
        {
            var values = new float[entry.ElementCount];
            file.ReadSingles(entry, values);
            tensors.Add((entry, values));
        }

        return tensors;
    }
}
