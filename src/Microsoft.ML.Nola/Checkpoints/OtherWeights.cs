namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>Weights in formats that are not read: how to recognise them, why they are not read, and how to get weights that are.</summary>
/// <param name="IsName">Says whether a file has weights of this format, by its name.</param>
/// <param name="Advice">What follows "has its weights only as NAME, ", given the folder.</param>
internal sealed record OtherWeights(Func<string, bool> IsName, Func<string, string> Advice)
{
    private static readonly OtherWeights[] Formats =
    [
        new(
            static name => name.StartsWith("pytorch_model", StringComparison.Ordinal) && name.EndsWith(".bin", StringComparison.Ordinal),
            static folder => "a Python pickle. Reading a pickle can run any code that it holds, so none is ever read. " + Convert(folder, string.Empty)),
        new(
            static name => name.EndsWith(".h5", StringComparison.Ordinal) || name.EndsWith(".ckpt.index", StringComparison.Ordinal),
            static folder => "TensorFlow's format, which is not read. " + Convert(folder, ", from_tf=True") + OldVersion),
        new(
            static name => name.EndsWith(".msgpack", StringComparison.Ordinal),
            static folder => "Flax's format, which is not read. " + Convert(folder, ", from_flax=True") + OldVersion),
        new(
            static name => name.EndsWith(".onnx", StringComparison.Ordinal),
            static _ => "an ONNX graph, which has no layers by name that could be adapted. Download model.safetensors of the same model."),
    ];

    private const string OldVersion = " Version 5 of transformers no longer reads this format; use version 4.";

    /// <summary>The error for a folder that has weights in one of the formats, or null if it has none of them.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="names">The names of its files.</param>
    public static NolaCompatibilityException? Explain(string folder, IReadOnlyList<string> names)
    {
        foreach (OtherWeights format in Formats)
        {
            if (names.FirstOrDefault(format.IsName) is { } name)
            {
                return new NolaCompatibilityException($"'{folder}' has its weights only as {name}, {format.Advice(folder)}");
            }
        }

        return null;
    }

    private static string Convert(string folder, string argument) =>
        "Convert the weights to model.safetensors, in Python: from transformers import AutoModel; "
        + $"AutoModel.from_pretrained(r\"{folder}\"{argument}).save_pretrained(r\"{folder}\")";
}
