using System.Diagnostics;
using Microsoft.ML;

namespace QuickStart;

/// <summary>Fits one pipeline and measures it.</summary>
internal sealed class Trial(MLContext ml, TextData data, CancellationToken cancellation)
{
    public TrialResult Run(Contender contender, IFitView view)
    {
        view.Begin(contender.Name);
        var clock = Stopwatch.StartNew();
        ITransformer model = contender.Pipeline.Fit(data.Train);
        double seconds = clock.Elapsed.TotalSeconds;

        view.BeginTest();
        cancellation.ThrowIfCancellationRequested();
        double accuracy = contender.Accuracy(model.Transform(data.Test));
        view.End(accuracy);
        return new TrialResult(contender.Name, model, accuracy, contender.TrainedNumbers(model), CountZipBytes(model), seconds);
    }

    private long CountZipBytes(ITransformer model)
    {
        using var zip = new MemoryStream();
        ml.Model.Save(model, data.Train.Schema, zip);
        return zip.Length;
    }
}
