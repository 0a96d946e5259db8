using System.Globalization;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>
/// The last layer of a checkpoint that was fitted for the classification of texts (a class of transformers that ends in ForSequenceClassification): scores
/// are features x weight^T + bias, the features being those of <see cref="PoolingMode.Pooler"/>. It is no part of the backbone; it is read when it is asked for.
/// </summary>
internal sealed class CheckpointHead
{
    private const string Task = "ForSequenceClassification";

    private CheckpointHead(int outputs, float[] weight, float[] bias, IReadOnlyList<string>? labels)
    {
        Outputs = outputs;
        Weight = weight;
        Bias = bias;
        Labels = labels;
    }

    /// <summary>The number of classes; 1 for a regression.</summary>
    public int Outputs { get; }

    /// <summary>The weight, row-major [<see cref="Outputs"/>, hidden].</summary>
    public float[] Weight { get; }

    /// <summary>The bias, [<see cref="Outputs"/>].</summary>
    public float[] Bias { get; }

    /// <summary>The names of the classes in their order; null if config.json gives them none but the numbered ones that transformers writes by itself.</summary>
    public IReadOnlyList<string>? Labels { get; }

    /// <summary>Reads the last layer of the checkpoint in a folder over which a backbone was read; null if it has none that its pooler feeds.</summary>
    /// <exception cref="CorruptModelException">It is damaged, or does not fit the backbone or its own labels.</exception>
    /// <exception cref="IOException">A file cannot be read any more.</exception>
    public static CheckpointHead? Read(Backbone backbone, string folder)
    {
        JsonSettings settings = BackboneFolder.At(folder).ReadConfig();
        if (!backbone.HasPooler || !settings.Has("architectures")
            || !settings.GetStrings("architectures").Any(static name => name.EndsWith(Task, StringComparison.Ordinal)))
        {
            return null;
        }

        using var weights = new CheckpointWeights(folder);
        string layer = ModelTypes.NamesOf(settings).LastLayer;
        if (weights.Find(layer + ".weight") is not { } weight)
        {
            return null;
        }

        if (weight.Shape is not [> 0 and <= EncoderConfig.MaxWidth and long outputs, long width]
            || width != backbone.HiddenSize || outputs * width > Array.MaxLength)
        {
            throw new CorruptModelException(
                weight.Origin, $"{weight} is not the last layer over {backbone.HiddenSize} features, with 1 to {EncoderConfig.MaxWidth} outputs");
        }

        CheckpointTensor bias = weights.Find(layer + ".bias")
            ?? throw new CorruptModelException(folder, $"the tensor '{layer}.bias' is missing from its weights");
        return bias.HasShape(outputs)
            ? new CheckpointHead((int)outputs, ReadValues(weight), ReadValues(bias), ReadLabels(settings, (int)outputs))
            : throw new CorruptModelException(bias.Origin, $"{bias} does not fit the {outputs} outputs of {weight}");
    }

    private static float[] ReadValues(CheckpointTensor tensor)
    {
        var values = new float[tensor.ElementCount];
        tensor.ReadSingles(0, values);
        return FloatConversion.AreFinite(values)
            ? values
            : throw new CorruptModelException(tensor.Origin, $"{tensor} holds a number that is not finite");
    }

    /// <summary>The names of id2label, whose keys are numbers written as text; or those of label2id, if it is the only one.</summary>
    private static string[]? ReadLabels(JsonSettings settings, int count)
    {
        string field = settings.Has("id2label") ? "id2label" : "label2id";
        if (settings.GetObjectOrNull(field) is not { } given)
        {
            return null;
        }

        (string Id, string Name)[] pairs = field == "id2label"
            ? [.. given.ReadStrings().Select(static pair => (pair.Key, pair.Value))]
            : [.. given.GetIntegersByName(0, count - 1).Select(static pair => (Number(pair.Value), pair.Name))];
        var labels = new string?[count];
        foreach ((string id, string name) in pairs)
        {
            if (!int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int at) || at >= count || labels[at] is not null)
            {
                throw settings.Fault(field, $"names the class '{id}' twice or has no output for it: the last layer has {count}");
            }

            labels[at] = name;
        }

        int missing = Array.IndexOf(labels, null);
        return missing >= 0 ? throw settings.Fault(field, $"has no name for the class {Number(missing)}; the last layer has {count} outputs")
            : labels.Where(static (name, id) => name != "LABEL_" + Number(id)).Any() ? [.. labels.OfType<string>()]
            : null;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
