using System.Globalization;
using Microsoft.Extensions.ObjectPool;
using Engine = Microsoft.ML.PredictionEngine<ModelBuilderStyle.SentimentModel.ModelInput, ModelBuilderStyle.SentimentModel.ModelOutput>;

namespace ModelBuilderStyle;

/// <summary>
/// dotnet run        trains if there is no model yet, then serves it
/// POST /predict     {"text": "..."} gives the label and the probability of each label
/// GET /health       Healthy, as soon as the model is loaded
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            if (!File.Exists(SentimentModel.MLNetModelPath))
            {
                Console.WriteLine($"Training on '{SentimentModel.RetrainFilePath}' ...");
                double accuracy = SentimentModel.Train(SentimentModel.MLNetModelPath).Accuracy;
                Console.WriteLine($"Accuracy on the held-out rows: {accuracy:F3}");
            }

            // The first prediction loads the model: it is found here that it cannot be loaded, and not by the first caller.
            SentimentModel.Predict(new SentimentModel.ModelInput { Text = "warm-up" });
        }
        catch (Exception exception) when (Failure.Explain(exception) is string sentence)
        {
            Console.Error.WriteLine(sentence);
            return 1;
        }

        Serve(arguments);
        return 0;
    }

    private static void Serve(string[] arguments)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(arguments);
        builder.Services.AddHealthChecks();
        builder.Services.AddSingleton(new DefaultObjectPoolProvider().Create(new Engines()));
        WebApplication app = builder.Build();
        app.MapHealthChecks("/health");
        app.MapPost("/predict", Predict);
        app.Run();
    }

    private static IResult Predict(SentimentModel.ModelInput input, ObjectPool<Engine> engines)
    {
        if (string.IsNullOrWhiteSpace(input.Text))
        {
            return Results.Problem("There is no text: send {\"text\": \"...\"}.", statusCode: StatusCodes.Status400BadRequest);
        }

        Engine engine = engines.Get();
        try
        {
            SentimentModel.ModelOutput output = engine.Predict(input);
            return Results.Ok(new
            {
                Label = output.PredictedLabel,
                Scores = SentimentModel.GetSortedScoresWithLabels(output).ToDictionary(),
            });
        }
        finally
        {
            engines.Return(engine);
        }
    }

    private sealed class Engines : PooledObjectPolicy<Engine>
    {
        public override Engine Create() => SentimentModel.CreatePredictEngine();

        public override bool Return(Engine obj) => true;
    }
}
