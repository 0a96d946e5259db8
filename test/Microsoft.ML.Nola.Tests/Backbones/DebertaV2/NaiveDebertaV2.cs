using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;

namespace Microsoft.ML.Nola.Tests.Backbones.DebertaV2;

/// <summary>DeBERTa v2 once more, from the formulas of its paper: one row without padding, one head and one token at a time, in double precision.</summary>
internal sealed class NaiveDebertaV2(JsonObject config, IReadOnlyList<NamedTensor> parameters)
{
    private readonly Dictionary<string, float[]> _values = parameters.ToDictionary(
        static parameter => parameter.Name, static parameter => TensorMemory.ToSingles(parameter.Tensor), StringComparer.Ordinal);

    private readonly int _buckets = (int)config["position_buckets"]!;
    private readonly int _positions = (int)config["max_position_embeddings"]!;
    private readonly int _hidden = (int)config["hidden_size"]!;
    private readonly int _heads = (int)config["num_attention_heads"]!;

    private int Span => _buckets > 0 ? _buckets : _positions;

    /// <summary>The last hidden state of a row, token by token.</summary>
    public double[][] Forward(int[] ids)
    {
        double[][] embedding = [.. ids.Select(id => Norm(Row("embeddings.word_embeddings.weight", id), "embeddings.LayerNorm"))];
        double[][] hidden = embedding;
        for (int layer = 0; layer < (int)config["num_hidden_layers"]!; layer++)
        {
            string path = $"encoder.layer.{layer}.";
            double[][] attended = Attend(hidden, path + "attention.self.");
            double[][] middle =
                [.. hidden.Select((token, i) => Norm(Sum(token, Linear(attended[i], path + "attention.output.dense")), path + "attention.output.LayerNorm"))];
            hidden =
            [
                .. middle.Select(token => Norm(
                    Sum(token, Linear([.. Linear(token, path + "intermediate.dense").Select(static x => Math.Max(0, x))], path + "output.dense")),
                    path + "output.LayerNorm")),
            ];
            if (layer == 0 && config["conv_kernel_size"] is not null)
            {
                hidden = Convolve(embedding, hidden);
            }
        }

        return hidden;
    }

    /// <summary>A linear map by its canonical path.</summary>
    public double[] Linear(double[] input, string path)
    {
        float[] weight = _values[path + ".weight"];
        return [.. _values[path + ".bias"].Select((bias, row) => bias + input.Select((x, i) => x * weight[(row * input.Length) + i]).Sum())];
    }

    private static double[] Sum(double[] x, double[] y) => [.. x.Zip(y, static (a, b) => a + b)];

    private double[][] Attend(double[][] tokens, string path)
    {
        double[][] distances = [.. Enumerable.Range(0, 2 * Span).Select(i => Row("encoder.rel_embeddings.weight", i))];
        if ((string)config["norm_rel_ebd"]! == "layer_norm")
        {
            distances = [.. distances.Select(vector => Norm(vector, "encoder.LayerNorm"))];
        }

        string kinds = (string)config["pos_att_type"]!;
        string shared = (bool)config["share_att_key"]! ? "" : "pos_";
        double[][]? distanceKeys = kinds.Contains("c2p", StringComparison.Ordinal) ? Maps(distances, $"{path}{shared}key_proj") : null;
        double[][]? distanceQueries = kinds.Contains("p2c", StringComparison.Ordinal) ? Maps(distances, $"{path}{shared}query_proj") : null;
        (double[][] q, double[][] k, double[][] v) = (Maps(tokens, path + "query_proj"), Maps(tokens, path + "key_proj"), Maps(tokens, path + "value_proj"));
        int size = _hidden / _heads;
        double scale = Math.Sqrt(size * (1 + (distanceKeys is null ? 0 : 1) + (distanceQueries is null ? 0 : 1)));
        double[][] result = [.. tokens.Select(_ => new double[_hidden])];
        for (int head = 0; head < _heads; head++)
        {
            for (int i = 0; i < tokens.Length; i++)
            {
                double[] weights = [.. Enumerable.Range(0, tokens.Length).Select(j => Math.Exp(Score(i, j, head)))];
                for (int f = head * size; f < (head + 1) * size; f++)
                {
                    result[i][f] = weights.Select((weight, j) => weight * v[j][f]).Sum() / weights.Sum();
                }
            }
        }

        return result;

        double Score(int i, int j, int head)
        {
            int at = Math.Clamp(Bucket(i - j) + Span, 0, (2 * Span) - 1);
            double score = Dot(q[i], k[j], head);
            score += distanceKeys is null ? 0 : Dot(q[i], distanceKeys[at], head);
            score += distanceQueries is null ? 0 : Dot(k[j], distanceQueries[at], head);
            return score / scale;
        }

        double Dot(double[] x, double[] y, int head) => Enumerable.Range(head * size, size).Sum(f => x[f] * y[f]);
    }

    private double Bucket(double distance, double middle) => Math.Sign(distance)
        * (Math.Ceiling(Math.Log(Math.Abs(distance) / middle) / Math.Log((_positions - 1) / middle) * (middle - 1)) + middle);

    private int Bucket(int distance)
    {
        int middle = _buckets / 2;
        return _buckets <= 0 || Math.Abs(distance) <= middle ? distance : (int)Bucket(distance, middle);
    }

    private double[][] Convolve(double[][] embedding, double[][] output)
    {
        int kernel = (int)config["conv_kernel_size"]!;
        int width = _hidden / ((int?)config["conv_groups"] ?? 1);
        float[] weight = _values["encoder.conv.conv.weight"];
        float[] bias = _values["encoder.conv.conv.bias"];
        return [.. output.Select((token, i) => Norm(Sum(token, [.. Enumerable.Range(0, _hidden).Select(f => Math.Tanh(bias[f] + At(i, f)))]), "encoder.conv.LayerNorm"))];

        double At(int token, int feature)
        {
            double sum = 0;
            for (int offset = 0; offset < kernel; offset++)
            {
                int seen = token + offset - (kernel / 2);
                for (int f = 0; f < width && seen >= 0 && seen < embedding.Length; f++)
                {
                    sum += weight[(((feature * width) + f) * kernel) + offset] * embedding[seen][(feature / width * width) + f];
                }
            }

            return sum;
        }
    }

    private double[] Row(string name, int row) => [.. _values[name].AsSpan(row * _hidden, _hidden).ToArray().Select(static x => (double)x)];

    private double[][] Maps(double[][] vectors, string path) => [.. vectors.Select(vector => Linear(vector, path))];

    private double[] Norm(double[] input, string path)
    {
        double mean = input.Average();
        double deviation = Math.Sqrt(input.Average(x => (x - mean) * (x - mean)) + (double)config["layer_norm_eps"]!);
        (float[] weight, float[] bias) = (_values[path + ".weight"], _values[path + ".bias"]);
        return [.. input.Select((x, i) => ((x - mean) / deviation * weight[i]) + bias[i])];
    }
}
