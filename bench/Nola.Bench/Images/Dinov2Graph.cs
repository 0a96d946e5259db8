using Microsoft.ML.Nola.Checkpoints;
using TorchSharp;

namespace Nola.Bench.Images;

/// <summary>
/// The ONNX graph of a DINOv2 checkpoint for square images of one size and batches of one size, which is what ONNX Runtime is fastest with: positions are
/// interpolated once, when the graph is written.
/// </summary>
internal sealed class Dinov2Graph : IDisposable
{
    private readonly SafetensorsFile _weights;
    private readonly JsonSettings _settings;
    private readonly int _hidden;
    private readonly int _heads;
    private readonly int _patch;
    private readonly float _epsilon;

    public Dinov2Graph(string folder)
    {
        _settings = JsonSettings.Load(Path.Combine(folder, "config.json"));
        _weights = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        _hidden = _settings.GetInt32("hidden_size", 1, 1 << 16);
        _heads = _settings.GetInt32("num_attention_heads", 1, 1 << 10);
        _patch = _settings.GetInt32("patch_size", 1, 1 << 10);
        _epsilon = (float)_settings.GetDouble("layer_norm_eps", 0, 1);
    }

    /// <summary>Writes the graph of last_hidden_state.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">The images of a batch.</param>
    /// <param name="side">Their height and width.</param>
    /// <param name="runtimeOperators">
    /// Whether attention and Gelu are operators that only ONNX Runtime has, as its own optimiser for transformers leaves them; else those of the standard, as
    /// an exporter writes them.
    /// </param>
    public void Write(string path, int rows, int side, bool runtimeOperators)
    {
        var graph = new OnnxGraph("dinov2");
        string hidden = Embed(graph, graph.Input("pixel_values", rows, 3, side, side), rows, side / _patch);
        int length = 1 + (side / _patch * (side / _patch));
        for (int layer = 0; layer < _settings.GetInt32("num_hidden_layers", 1, 1 << 10); layer++)
        {
            string prefix = $"encoder.layer.{layer}.";
            string normed = Norm(graph, hidden, prefix + "norm1");
            string attended = runtimeOperators ? RuntimeAttention(graph, normed, prefix) : Attention(graph, normed, prefix, rows, length);
            attended = Linear(graph, attended, prefix + "attention.output.dense", _hidden, _hidden);
            hidden = graph.Add(hidden, Scale(graph, attended, prefix + "layer_scale1.lambda1"));
            string wide = FeedForward(graph, Norm(graph, hidden, prefix + "norm2"), prefix + "mlp.", runtimeOperators);
            hidden = graph.Add(hidden, Scale(graph, wide, prefix + "layer_scale2.lambda1"));
        }

        graph.Output("last_hidden_state", Norm(graph, hidden, "layernorm"), rows, length, _hidden);
        graph.Write(path);
    }

    public void Dispose() => _weights.Dispose();

    private string Embed(OnnxGraph graph, string pixels, int rows, int across)
    {
        const string Projection = "embeddings.patch_embeddings.projection";
        string weight = graph.Constant(Read(Projection + ".weight"), _hidden, 3, _patch, _patch);
        string patches = graph.Patches(pixels, weight, graph.Constant(Read(Projection + ".bias"), _hidden), _patch);
        patches = graph.Transpose(graph.Reshape(patches, rows, _hidden, across * across), 0, 2, 1);
        float[] positions = Read("embeddings.position_embeddings");
        float[] first = Read("embeddings.cls_token");
        for (int i = 0; i < _hidden; i++)
        {
            first[i] += positions[i];
        }

        patches = graph.Add(patches, graph.Constant(Interpolate(positions.AsSpan(_hidden), across), 1, across * across, _hidden));
        float[] repeated = [.. Enumerable.Repeat(first, rows).SelectMany(static values => values)];
        return graph.Concat(1, graph.Constant(repeated, rows, 1, _hidden), patches);
    }

    /// <summary>Positions of another number of patches, as the reference implementation makes them.</summary>
    private float[] Interpolate(ReadOnlySpan<float> positions, int across)
    {
        long stored = (long)Math.Sqrt(positions.Length / _hidden);
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor table = torch.tensor(positions.ToArray()).view(1, stored, stored, _hidden).permute(0, 3, 1, 2);
        torch.Tensor resized = torch.nn.functional.interpolate(table, [across, across], mode: torch.InterpolationMode.Bicubic, align_corners: false);
        return resized.permute(0, 2, 3, 1).contiguous().data<float>().ToArray();
    }

    private string Attention(OnnxGraph graph, string input, string prefix, int rows, int length)
    {
        int width = _hidden / _heads;
        string query = Heads("query", 0, 2, 1, 3);
        string key = Heads("key", 0, 2, 3, 1);
        string value = Heads("value", 0, 2, 1, 3);
        string scores = graph.Multiply(graph.MatMul(query, key), graph.Constant([(float)(1 / Math.Sqrt(width))]));
        string mixed = graph.Transpose(graph.MatMul(graph.Softmax(scores), value), 0, 2, 1, 3);
        return graph.Reshape(mixed, rows, length, _hidden);

        string Heads(string part, params long[] order) => graph.Transpose(
            graph.Reshape(Linear(graph, input, $"{prefix}attention.attention.{part}", _hidden, _hidden), rows, length, _heads, width), order);
    }

    private string RuntimeAttention(OnnxGraph graph, string input, string prefix)
    {
        string[] parts = ["query", "key", "value"];
        var weight = new float[_hidden * 3 * _hidden];
        for (int part = 0; part < parts.Length; part++)
        {
            float[] map = Transposed($"{prefix}attention.attention.{parts[part]}.weight", _hidden, _hidden);
            for (int row = 0; row < _hidden; row++)
            {
                map.AsSpan(row * _hidden, _hidden).CopyTo(weight.AsSpan(((row * 3) + part) * _hidden));
            }
        }

        float[] bias = [.. parts.SelectMany(part => Read($"{prefix}attention.attention.{part}.bias"))];
        return graph.RuntimeAttention(input, graph.Constant(weight, _hidden, 3 * _hidden), graph.Constant(bias, 3 * _hidden), _heads);
    }

    private string FeedForward(OnnxGraph graph, string input, string prefix, bool runtimeOperators)
    {
        int inner = Read(prefix + "fc1.bias").Length;
        string wide = runtimeOperators
            ? graph.RuntimeBiasGelu(Map(graph, input, prefix + "fc1", _hidden, inner), graph.Constant(Read(prefix + "fc1.bias"), inner))
            : graph.Gelu(Linear(graph, input, prefix + "fc1", _hidden, inner));
        return Linear(graph, wide, prefix + "fc2", inner, _hidden);
    }

    private string Linear(OnnxGraph graph, string input, string path, int from, int to) =>
        graph.Add(Map(graph, input, path, from, to), graph.Constant(Read(path + ".bias"), to));

    private string Map(OnnxGraph graph, string input, string path, int from, int to) =>
        graph.MatMul(input, graph.Constant(Transposed(path + ".weight", to, from), from, to));

    private string Norm(OnnxGraph graph, string input, string path) =>
        graph.LayerNorm(input, graph.Constant(Read(path + ".weight"), _hidden), graph.Constant(Read(path + ".bias"), _hidden), _epsilon);

    private string Scale(OnnxGraph graph, string input, string path) => graph.Multiply(input, graph.Constant(Read(path), _hidden));

    private float[] Read(string tensor)
    {
        SafetensorsEntry entry = _weights.Get(tensor);
        var values = new float[entry.ElementCount];
        _weights.ReadSingles(entry, values);
        return values;
    }

    private float[] Transposed(string tensor, int rows, int columns)
    {
        float[] values = Read(tensor);
        var turned = new float[values.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                turned[(column * rows) + row] = values[(row * columns) + column];
            }
        }

        return turned;
    }
}
