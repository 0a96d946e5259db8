using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.TorchSharp;
using TorchSharp;

namespace NeighbourApp;

/// <summary>Fits Microsoft's trainer. It would download the weights of its encoder; random ones of the same shapes are put where it keeps them.</summary>
internal static class Theirs
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private static readonly Assembly Library = typeof(TorchSharpCatalog).Assembly;

    public static void Run(string folder)
    {
        string weights = Path.Combine(folder, "mlnet", "NasBert2000000.tsm");
        Directory.CreateDirectory(Path.GetDirectoryName(weights)!);
        CreateEncoder().save(weights);

        var ml = new MLContext(seed: 1) { TempFilePath = folder };
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", "Tag")
            .Append(ml.MulticlassClassification.Trainers.TextClassification(sentence1ColumnName: "Text", maxEpochs: 1));
        try
        {
            pipeline.Fit(ml.Data.LoadFromEnumerable(Ours.Rows()));
            Console.WriteLine("fitted");
        }
        catch (InvalidOperationException exception)
        {
            Console.WriteLine($"{exception.GetType().Name}: {exception.Message}");
            Console.WriteLine(exception.StackTrace!.Contains(".TrainStep(", StringComparison.Ordinal) ? "in a training step" : exception.StackTrace);
        }
    }

    private static torch.nn.Module CreateEncoder()
    {
        Type tokenizers = Find("Extensions.TokenizerExtensions");
        object tokenizer = tokenizers.GetMethod("RobertaModel", Any)!.Invoke(null, [tokenizers.GetMethod("GetInstance", Any)!.Invoke(null, [null])])!;
        object Number(string name) => tokenizer.GetType().GetProperty(name, Any)!.GetValue(tokenizer)!;
        object options = Activator.CreateInstance(Find("NasBert.NasBertTrainer+NasBertOptions"), nonPublic: true)!;
        object model = Activator.CreateInstance(
            Find("NasBert.Models.ModelForPrediction"), Any, null, [options, Number("PadIndex"), Number("SymbolsCount"), 2], null)!;
        return (torch.nn.Module)model.GetType().GetMethod("GetEncoder", Any)!.Invoke(model, null)!;
    }

    private static Type Find(string name) => Library.GetType($"Microsoft.ML.TorchSharp.{name}", throwOnError: true)!;
}
