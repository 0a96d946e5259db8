using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Bench.Comparisons;
using TorchSharp;

namespace Nola.Bench.Images;

/// <summary>Compares hidden states of the graphs, run by ONNX Runtime, and those of the product with stored ones of the reference implementation.</summary>
internal static class ImageCheck
{
    private const int Width = 384;

    /// <summary>Prints the largest difference of each side.</summary>
    public static void Run(string model, string fixture)
    {
        string folder = Directory.CreateTempSubdirectory("nola-bench-").FullName;
        try
        {
            using SafetensorsFile expected = SafetensorsFile.Open(fixture);
            float[] pixels = Normalise(expected, Path.Combine(model, "preprocessor_config.json"));
            string input = Path.Combine(folder, "pixels");
            File.WriteAllBytes(input, MemoryMarshal.AsBytes<float>(pixels));
            using var graph = new Dinov2Graph(model);
            foreach (bool runtimeOperators in (bool[])[false, true])
            {
                (string path, string output) = (Path.Combine(folder, "graph.onnx"), Path.Combine(folder, "output"));
                graph.Write(path, 1, ImageBenchmark.Side, runtimeOperators);
                SideProcess.Start(SideProcess.OnnxRuntime, 1, path, input, "1", "1", output);
                Report(runtimeOperators ? "ONNX Runtime, its own operators" : "ONNX Runtime, standard operators", ImageBenchmark.ReadPixels(output), expected);
            }

            Report("own", Forward(model, pixels), expected);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static float[] Forward(string model, float[] pixels)
    {
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(model));
        using var mode = torch.no_grad();
        using torch.Tensor states = lease.Backbone.Forward(new PixelBatch(pixels, 1, 3, ImageBenchmark.Side, ImageBenchmark.Side));
        return states.data<float>().ToArray();
    }

    private static float[] Normalise(SafetensorsFile fixture, string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement settings = document.RootElement;
        var bytes = new byte[3 * ImageBenchmark.Side * ImageBenchmark.Side];
        fixture.Read(fixture.Get("image_98"), bytes);
        double[] mean = [.. settings.GetProperty("image_mean").EnumerateArray().Select(static value => value.GetDouble())];
        double[] deviation = [.. settings.GetProperty("image_std").EnumerateArray().Select(static value => value.GetDouble())];
        double scale = settings.GetProperty("rescale_factor").GetDouble();
        int plane = bytes.Length / 3;
        return [.. bytes.Select((value, i) => (float)(((value * scale) - mean[i / plane]) / deviation[i / plane]))];
    }

    private static void Report(string side, float[] states, SafetensorsFile expected)
    {
        int length = states.Length / Width;
        float[] mean = new float[Width];
        for (int token = 1; token < length; token++)
        {
            TensorPrimitives.Add(mean, states.AsSpan(token * Width, Width), mean);
        }

        TensorPrimitives.Divide(mean, length - 1, mean);
        float[] tokens = [.. Token(1), .. Token(length / 2), .. Token(length - 1)];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{side}: largest difference of class token {Difference("cls_98", Token(0)):E1}, mean of patches {Difference("mean_patch_98", mean):E1}, "
            + $"three tokens {Difference("tokens_98", tokens):E1}"));

        float[] Token(int token) => states[(token * Width)..((token + 1) * Width)];

        double Difference(string name, float[] actual)
        {
            var wanted = new float[actual.Length];
            expected.ReadSingles(expected.Get(name), wanted);
            return actual.Zip(wanted, static (left, right) => Math.Abs(left - right)).Max();
        }
    }
}
