using System.Globalization;

namespace Microsoft.ML.Nola.Training;

/// <summary>Where a fit has the features of its rows from, and what it says about it.</summary>
/// <param name="model">The model.</param>
/// <param name="train">The features of the training rows.</param>
/// <param name="validation">Those of the validation rows, if there are any.</param>
/// <param name="log">Takes readable lines.</param>
internal sealed class FitFeatures(AdaptedModel model, IFeatures train, IFeatures? validation, Action<string> log) : IDisposable
{
    public IFeatures Train => train;

    public IFeatures? Validation => validation;

    /// <summary>Chooses: what does not change is computed once, if there is memory for it.</summary>
    public static FitFeatures Create(AdaptedModel model, IBatchSource train, IBatchSource? validation, TrainingPlan plan, FitCallbacks callbacks)
    {
        IFeatures first = Create(train);
        try
        {
            return new FitFeatures(model, first, validation is null ? null : Create(validation), callbacks.Log);
        }
        catch
        {
            first.Dispose();
            throw;
        }

        IFeatures Create(IBatchSource rows) => rows.ChangesEachEpoch ? new LiveFeatures(model, rows)
            : model.Adaptation.HasFixedFeatures && CachedFeatures.Fit(rows, model.Adaptation.Backbone.HiddenSize)
                ? CachedFeatures.Compute(model, rows, plan.BatchSize, callbacks.ThrowIfCancelled)
            : model.Adaptation.LowestLayer > 0 && plan.Epochs > 1 ? new CachedHiddenStates(model, rows)
            : new LiveFeatures(model, rows);
    }

    /// <summary>In the second epoch it is known what the first one has kept, so then it is said.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    public void BeginEpoch(int epoch)
    {
        if (epoch != 2 || (train as CachedHiddenStates ?? validation as CachedHiddenStates) is null)
        {
            return;
        }

        int layers = model.Adaptation.Backbone.Sites.Max(static site => site.Layer) + 1;
        string what = string.Create(CultureInfo.InvariantCulture, $"Nothing adapts the lower {model.Adaptation.LowestLayer} of {layers} layers");
        string?[] parts = [Describe(train, "training"), Describe(validation, "validation")];
        log($"{what}: {string.Join("; ", parts.OfType<string>())}");
    }

    public void Dispose()
    {
        train.Dispose();
        validation?.Dispose();
    }

    private static string? Describe(IFeatures? features, string rows) => features switch
    {
        CachedHiddenStates { IsGivenUp: true } => string.Create(
            CultureInfo.InvariantCulture, $"the states of the {rows} rows take more than {CachedFeatures.MaxBytes >> 20:N0} MB, so each epoch computes them"),
        CachedHiddenStates states => string.Create(
            CultureInfo.InvariantCulture, $"the states of the {rows} rows are computed once and kept, {states.Bytes / (double)(1 << 20):N1} MB"),
        _ => null,
    };
}
