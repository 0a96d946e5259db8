using Microsoft.ML;

namespace QuickStart;

/// <summary>Predicts what the user types, one line at a time.</summary>
internal static class Conversation
{
    public static void Hold(MLContext ml, ITransformer model, CancellationToken cancellation)
    {
        if (Console.IsInputRedirected || Console.IsOutputRedirected)
        {
            return;
        }

        PredictionEngine<LabelledText, Prediction> engine = ml.Model.CreatePredictionEngine<LabelledText, Prediction>(
            model, new PredictionEngineOptions { OwnsTransformer = false });
        Console.WriteLine("Type a text of your own (an empty line ends):");
        while (!cancellation.IsCancellationRequested)
        {
            Console.Write("> ");
            string? text = Console.ReadLine();
            if (string.IsNullOrWhiteSpace(text))
            {
                return;
            }

            Prediction prediction = engine.Predict(new LabelledText { Text = text });
            Console.WriteLine($"  {prediction.PredictedCategory} ({prediction.Score.Max():F2})");
        }
    }
}
