using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>The last layer of a checkpoint that was fitted for the classification of texts. BackboneFixtureTests has its numbers.</summary>
[TestClass]
public sealed class CheckpointHeadTests
{
    private const int Hidden = RandomCheckpoint.Hidden;

    private static readonly TokenBatch Batch = new(new[] { 2, 7, 9, 3, 4, 5 }, new[] { 1, 1, 1, 1, 1, 1 }, rows: 2, length: 3);

    [TestMethod]
    [DataRow("bert", "pooler.dense", "classifier")]
    [DataRow("distilbert", "pre_classifier", "classifier")]
    [DataRow("electra", "classifier.dense", "classifier.out_proj")]
    [DataRow("mpnet", "classifier.dense", "classifier.out_proj")]
    [DataRow("roberta", "classifier.dense", "classifier.out_proj")]
    [DataRow("xlm-roberta", "classifier.dense", "classifier.out_proj")]
    public void The_layer_before_the_last_is_the_pooler(string modelType, string dense, string last)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        string path = Write(folder, modelType, dense, last, "{}");
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(path));
        long tensors = torch.Tensor.TotalCount;
        CheckpointHead head = lease.ReadHead()!;
        Assert.AreEqual(tensors, torch.Tensor.TotalCount);
        Assert.AreEqual(3, head.Outputs);
        Assert.IsNull(head.Labels);
        CollectionAssert.AreEqual(ReadTensor(path, last + ".weight"), head.Weight);
        CollectionAssert.AreEqual(ReadTensor(path, last + ".bias"), head.Bias);
        string[] names = [.. lease.Backbone.Parameters.Select(static parameter => parameter.Name)];
        CollectionAssert.Contains(names, dense + ".weight");
        CollectionAssert.DoesNotContain(names, last + ".weight");
    }

    /// <summary>Activations as transformers has them in the heads: they are fixed, whatever hidden_act says.</summary>
    [TestMethod]
    [DataRow("bert", "pooler.dense", "tanh")]
    [DataRow("distilbert", "pre_classifier", "relu")]
    [DataRow("electra", "classifier.dense", "gelu")]
    [DataRow("mpnet", "classifier.dense", "tanh")]
    [DataRow("mpnet", "pooler.dense", "tanh")]
    [DataRow("roberta", "classifier.dense", "tanh")]
    [DataRow("roberta", "pooler.dense", "tanh")]
    public void The_pooler_has_the_activation_of_its_head(string modelType, string dense, string activation)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        string path = Write(folder, modelType, dense, "none", """{"hidden_act": "gelu_new", "activation": "gelu_new"}""");
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(path));
        using torch.Tensor hidden = lease.Backbone.Forward(Batch);
        using torch.Tensor pooled = lease.Backbone.Pool(hidden, Batch);
        float[] first = TensorMemory.ToSingles(hidden);
        float[] weight = ReadTensor(path, dense + ".weight");
        float[] bias = ReadTensor(path, dense + ".bias");
        var expected = new double[2 * Hidden];
        for (int i = 0; i < expected.Length; i++)
        {
            (int row, int output) = Math.DivRem(i, Hidden);
            double sum = bias[output];
            for (int k = 0; k < Hidden; k++)
            {
                sum += (double)weight[(output * Hidden) + k] * first[(row * 3 * Hidden) + k];
            }

            expected[i] = activation switch { "tanh" => Math.Tanh(sum), "relu" => Math.Max(0, sum), _ => Gelu(sum) };
        }

        Near.AreEqual(expected, TensorMemory.ToSingles(pooled), 1e-5, activation);
    }

    /// <summary>A model that was made from a pretrained one and fitted by an early transformers has both, and only its head was fitted.</summary>
    [TestMethod]
    [DataRow("roberta")]
    [DataRow("mpnet")]
    public void The_layer_of_the_head_goes_before_a_pooler_that_nothing_feeds(string modelType)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        string path = RandomCheckpoint.Write(folder.File("backbone"), modelType, static shapes =>
        {
            AddLinear(shapes, "pooler.dense", Hidden);
            AddLinear(shapes, "classifier.dense", Hidden);
        });
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(path));
        string[] names = [.. lease.Backbone.Parameters.Select(static parameter => parameter.Name)];
        CollectionAssert.Contains(names, "classifier.dense.weight");
        CollectionAssert.DoesNotContain(names, "pooler.dense.weight");
    }

    [TestMethod]
    [DataRow("""{"id2label": {"2": "c", "0": "a", "1": "b"}}""", "a b c")]
    [DataRow("""{"label2id": {"c": 2, "b": 1, "a": 0}}""", "a b c")]
    [DataRow("""{"id2label": {"0": "LABEL_0", "1": "LABEL_1", "2": "no"}}""", "LABEL_0 LABEL_1 no")]
    [DataRow("""{"id2label": {"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"}}""", null)]
    [DataRow("""{"num_labels": 3, "problem_type": "single_label_classification"}""", null)]
    public void Classes_have_the_names_of_the_configuration(string change, string? labels)
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, "roberta", "classifier.dense", "classifier.out_proj", change);
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(path));
        IReadOnlyList<string>? names = lease.ReadHead()!.Labels;
        Assert.AreEqual(labels, names is null ? null : string.Join(' ', names));
    }

    [TestMethod]
    [DataRow("""{"id2label": {"0": "a", "1": "b"}}""", "has no name for the class 2; the last layer has 3 outputs")]
    [DataRow("""{"id2label": {"0": "a", "1": "b", "3": "c"}}""", "names the class '3' twice or has no output for it")]
    [DataRow("""{"id2label": {"0": "a", "1": "b", "01": "c"}}""", "names the class '01' twice or has no output for it")]
    [DataRow("""{"id2label": {"0": "a", "1": "b", "two": "c"}}""", "names the class 'two' twice or has no output for it")]
    [DataRow("""{"id2label": {"0": "a", "1": "b", "2": 5}}""", "'id2label.2' is 5, not a string")]
    [DataRow("""{"label2id": {"a": 0, "b": 1, "c": 7}}""", "'label2id.c' is 7")]
    [DataRow("""{"id2label": ["a", "b", "c"]}""", "'id2label' is an array")]
    public void Names_that_do_not_fit_are_refused(string change, string message)
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, "roberta", "classifier.dense", "classifier.out_proj", change);
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(path));
        Assert.Contains(message, Assert.ThrowsExactly<CorruptModelException>(() => lease.ReadHead()).Message);
    }

    [TestMethod]
    [DataRow("classifier.weight", "3 7", "is not the last layer over 8 features")]
    [DataRow("classifier.weight", "3", "is not the last layer over 8 features")]
    [DataRow("classifier.weight", "0 8", "is not the last layer over 8 features")]
    [DataRow("classifier.bias", "4", "does not fit the 3 outputs")]
    [DataRow("classifier.bias", null, "the tensor 'classifier.bias' is missing")]
    public void A_last_layer_that_does_not_fit_is_refused(string tensor, string? shape, string message)
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, "bert", "pooler.dense", "classifier", "{}", shapes =>
        {
            shapes.Remove(tensor);
            if (shape is not null)
            {
                shapes.Add(tensor, [.. shape.Split(' ').Select(long.Parse)]);
            }
        });
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(path));
        Assert.Contains(message, Assert.ThrowsExactly<CorruptModelException>(() => lease.ReadHead()).Message);
    }

    [TestMethod]
    [DataRow("""{"architectures": ["BertForTokenClassification"]}""", "classifier")]
    [DataRow("""{"architectures": ["BertForMultipleChoice"]}""", "classifier")]
    [DataRow("""{"architectures": ["BertModel"]}""", "classifier")]
    [DataRow("""{"architectures": null}""", "classifier")]
    [DataRow("{}", "another")]
    public void A_checkpoint_of_another_task_has_no_such_head(string change, string last)
    {
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Write(folder, "bert", "pooler.dense", last, change)));
        Assert.IsNull(lease.ReadHead());
    }

    [TestMethod]
    [DataRow("bert")]
    [DataRow("bert-masked-lm")]
    [DataRow("bert-old-names")]
    [DataRow("bert-token-classification")]
    [DataRow("electra")]
    [DataRow("mpnet")]
    [DataRow("roberta")]
    public void A_reference_checkpoint_without_one_has_none(string name)
    {
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Repository.Shared("fixtures", "backbones", name)));
        Assert.IsNull(lease.ReadHead());
    }

    private static string Write(
        TemporaryFolder folder, string modelType, string dense, string last, string change, Action<Dictionary<string, long[]>>? more = null)
    {
        string path = RandomCheckpoint.Write(folder.File("backbone"), modelType, shapes =>
        {
            AddLinear(shapes, dense, Hidden);
            AddLinear(shapes, last, 3);
            more?.Invoke(shapes);
        });
        JsonObject config = RandomCheckpoint.Config(modelType);
        config["architectures"] = new JsonArray("AnyForSequenceClassification");
        foreach ((string field, JsonNode? value) in JsonNode.Parse(change)!.AsObject())
        {
            config[field] = value?.DeepClone();
        }

        File.WriteAllText(Path.Combine(path, "config.json"), config.ToJsonString());
        return path;
    }

    private static void AddLinear(Dictionary<string, long[]> shapes, string path, long outputs)
    {
        shapes.Add(path + ".weight", [outputs, Hidden]);
        shapes.Add(path + ".bias", [outputs]);
    }

    private static float[] ReadTensor(string folder, string name)
    {
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        SafetensorsEntry entry = file.Get(name);
        var values = new float[entry.ElementCount];
        file.ReadSingles(entry, values);
        return values;
    }

    /// <summary>x times the normal distribution up to x, by Simpson's rule.</summary>
    private static double Gelu(double x)
    {
        const int Steps = 2000;
        double sum = 0;
        for (int i = 0; i <= Steps; i++)
        {
            double at = x * i / Steps;
            sum += (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-at * at / 2);
        }

        return x * (0.5 + (sum * x / Steps / 3 / Math.Sqrt(2 * Math.PI)));
    }
}
