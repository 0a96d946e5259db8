using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Tasks.Classification;
using Microsoft.ML.Nola.Training;

namespace Nola.Bench;

/// <summary>
/// Test accuracy of linear probe, LoRA and NOLA on the same rows and steps, several seeds. A seed sets the order of the batches, the basis and LoRA's start.
/// draw=N draws other rows of Banking77. Prints one line of comma-separated values a run, and a summary.
/// </summary>
internal static class QualityBenchmark
{
    public static void Run(string folder, string[] arguments)
    {
        const string Draw = "draw=";
        string? drawn = arguments.LastOrDefault(static argument => argument.StartsWith(Draw, StringComparison.Ordinal));
        int draw = int.Parse(drawn?[Draw.Length..] ?? "2", CultureInfo.InvariantCulture);
        var chosen = new HashSet<string>(arguments.Where(static argument => !argument.StartsWith(Draw, StringComparison.Ordinal)), StringComparer.Ordinal);
        Console.WriteLine("data,method,seed,adapter_parameters,head_parameters,steps,final_loss,test_accuracy,fit_seconds");
        foreach (LabelledData data in (LabelledData[])[LabelledData.Banking77(folder, perClass: 10, draw), LabelledData.Sst2(folder, trainingRows: 2000)])
        {
            foreach ((string name, AdapterConfig config, double? rate) in Methods())
            {
                if (chosen.Count > 0 && !chosen.Contains(name) && !chosen.Contains(data.Name))
                {
                    continue;
                }

                double[] accuracies = [.. Enumerable.Range(0, 3).Select(seed => Fit(data, name, config, rate, seed))];
                double mean = accuracies.Average();
                double deviation = Math.Sqrt(accuracies.Sum(value => (value - mean) * (value - mean)) / (accuracies.Length - 1));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# {data.Name} {name}: {mean:F4} +- {deviation:F4}"));
            }
        }
    }

    private static IEnumerable<(string Name, AdapterConfig Config, double? Rate)> Methods()
    {
        yield return ("probe", new AdapterConfig { Method = AdaptationMethod.LinearProbe }, null);
        yield return ("lora-r1-qv", new AdapterConfig { Method = AdaptationMethod.LoRA, Rank = 1 }, null);
        yield return ("nola-default", new AdapterConfig(), null);
    }

    private static double Fit(LabelledData data, string name, AdapterConfig config, double? rate, int seed)
    {
        config.BasisSeed = AdapterConfig.DefaultBasisSeed + seed;
        using var fit = new ModelFit<int>(new ClassificationTask(data.ClassCount), new ModelFitSettings
        {
            Backbone = BackboneReference.Default,
            Adapter = config,
            Training = new NolaTrainingOptions { Seed = seed, LearningRate = rate },
        });
        foreach ((string text, int target) in data.Train)
        {
            fit.Train.Add(new TextInput(text), target);
        }

        var clock = Stopwatch.StartNew();
        using FittedModel classifier = fit.Run(new FitCallbacks());
        double seconds = clock.Elapsed.TotalSeconds;
        double accuracy = Accuracy(classifier, data);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{data.Name},{name},{seed},{classifier.Info.AdapterParameters},{classifier.Info.HeadParameters},{classifier.Report!.Steps},"
            + $"{classifier.Report.Epochs[^1].Loss:F4},{accuracy:F4},{seconds:F1}"));
        return accuracy;
    }

    private static double Accuracy(FittedModel classifier, LabelledData data)
    {
        int correct = 0;
        foreach ((string Text, int Target)[] batch in data.Test.OrderBy(static row => row.Text.Length).Chunk(32))
        {
            float[] scores = classifier.Score(TextInput.All(batch.Select(static row => row.Text))).Values;
            for (int i = 0; i < batch.Length; i++)
            {
                ReadOnlySpan<float> row = scores.AsSpan(i * data.ClassCount, data.ClassCount);
                correct += System.Numerics.Tensors.TensorPrimitives.IndexOfMax(row) == batch[i].Target ? 1 : 0;
            }
        }

        return correct / (double)data.Test.Count;
    }
}
