using System.Globalization;
using Microsoft.ML;

namespace ModelBuilderStyle;

/// <summary>
/// dotnet run                        trains if there is no model yet, then predicts the first rows of the file
/// dotnet run -- --train [FILE]      trains anew
/// dotnet run -- "a text" ...        predicts these texts
/// </summary>
internal static class Program
{
    private const int SampleCount = 3;

    private static int Main(string[] arguments)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            bool train = arguments is ["--train", ..];
            string file = arguments is ["--train", string own] ? own : SentimentModel.RetrainFilePath;
            if (train || !File.Exists(SentimentModel.MLNetModelPath))
            {
                Train(file);
            }

            Predict(train || arguments.Length == 0 ? ReadSamples(file) : arguments.Select(static text => new SentimentModel.ModelInput { Text = text }));
            return 0;
        }
        catch (Exception exception) when (Failure.Explain(exception) is string sentence)
        {
            Console.Error.WriteLine(sentence);
            return 1;
        }
    }

    private static void Train(string file)
    {
        Console.WriteLine($"Training on '{file}' ...");
        string path = SentimentModel.MLNetModelPath;
        Console.WriteLine($"Accuracy on the held-out rows: {SentimentModel.Train(path, file).Accuracy:F3}");
        Console.WriteLine($"Saved '{path}', {new FileInfo(path).Length:N0} bytes, and a report beside it, '{Path.ChangeExtension(path, ".html")}'.");
    }

    private static IEnumerable<SentimentModel.ModelInput> ReadSamples(string file)
    {
        var mlContext = new MLContext();
        IDataView rows = mlContext.Data.TakeRows(SentimentModel.LoadIDataViewFromFile(mlContext, file), SampleCount);
        return mlContext.Data.CreateEnumerable<SentimentModel.ModelInput>(rows, reuseRowObject: false);
    }

    private static void Predict(IEnumerable<SentimentModel.ModelInput> inputs)
    {
        foreach (SentimentModel.ModelInput input in inputs)
        {
            Console.WriteLine($"{input.Text}{(input.Label.Length > 0 ? $"  ({input.Label})" : string.Empty)}");
            foreach ((string label, float score) in SentimentModel.PredictAllLabels(input).Take(SampleCount))
            {
                Console.WriteLine($"  {score:F2}  {label}");
            }
        }
    }
}
