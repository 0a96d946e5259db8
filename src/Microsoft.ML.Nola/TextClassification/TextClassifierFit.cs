using System.Globalization;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.TextClassification;

/// <summary>One fit of a text classifier: made first (which finds the backbone, and what in the settings does not go with it), then filled with rows, then run.</summary>
internal sealed class TextClassifierFit : IDisposable
{
    private readonly TextClassifierSettings _settings;
    private readonly TextBackbone _text;
    private readonly PoolingMode _pooling;
    private readonly int _maxLength;
    private readonly AdapterPlan _adapter;
    private readonly Func<IReadOnlyList<string>> _backboneFolders;

    public TextClassifierFit(TextClassifierSettings settings)
    {
        _settings = settings;
        _text = new TextBackbone(settings.Backbone, settings.BackboneFolders, settings.GpuDeviceId, settings.FallbackToCpu);
        try
        {
            _maxLength = settings.MaxLength ?? Math.Min(TextClassifierSettings.DefaultMaxLength, _text.Backbone.MaxLength);
            if (_maxLength > _text.Backbone.MaxLength)
            {
                throw new ArgumentException($"MaxLength is {_maxLength}; the backbone takes at most {_text.Backbone.MaxLength} tokens.", nameof(settings));
            }

            _pooling = PoolingResolver.Resolve(settings.Pooling, _text.Lease);
            _adapter = AdapterPlan.Resolve(settings.Adapter, _text.Backbone.Sites);
            string folder = _text.Lease.Folder;
            _backboneFolders = () => [folder, .. settings.BackboneFolders];
            Train = CreateRows();
            Validation = CreateRows();
        }
        catch
        {
            _text.Dispose();
            throw;
        }
    }

    public LabelledTexts Train { get; }

    public LabelledTexts Validation { get; }

    /// <inheritdoc cref="TextBackbone.Fallback"/>
    public string? Fallback => _text.Fallback;

    /// <summary>Fits. Throws <see cref="OperationCanceledException"/> or returns what was learnt when cancelled, as the callbacks say.</summary>
    public TextClassifier Run(FitCallbacks callbacks)
    {
        var task = new ClassificationTask(_settings.ClassCount);
        TrainingPlan plan = TrainingPlan.Resolve(
            _settings.Training, _adapter.Dropout, Train.Count, _settings.DefaultSeed);
        var head = task.HeadShapes(_text.Backbone.HiddenSize);
        using AdaptedModel model = TorchGate.Shared.Run(() => new AdaptedModel(
            _text.Backbone, _adapter, [.. head.Select(static tensor => tensor.Shape)], _pooling, trains: true));
        callbacks.Log(Describe(plan, model));
        var trainer = new Trainer(model, task, plan, callbacks);
        TrainingOutcome outcome = trainer.Run(
            Train.ToTrainingSet(), Validation.Count > 0 ? Validation.ToTrainingSet() : null, Train.Skipped, Train.Truncated);
        var fitted = new Adapter(_adapter, outcome.Coefficients, HeadTensor.Split(head, outcome.Head), _text.Backbone.Identity, _text.Backbone.Name);
        return new TextClassifier(
            fitted,
            new TextClassifierState
            {
                BackboneIdentity = _text.Backbone.Identity,
                ClassCount = _settings.ClassCount,
                Pooling = _pooling,
                MaxLength = _maxLength,
                GpuDeviceId = _settings.GpuDeviceId,
                FallbackToCpu = _settings.FallbackToCpu,
            },
            _backboneFolders,
            outcome.Report,
            plan.Seed);
    }

    public void Dispose() => _text.Dispose();

    private LabelledTexts CreateRows() => new(new TokenRows(_text.Tokenizer, _maxLength, _settings.HasPairs));

    private string Describe(TrainingPlan plan, AdaptedModel model) => string.Create(
        CultureInfo.InvariantCulture,
        $"{_settings.Adapter.Method}: fitting {model.Factorization.CoefficientCount:N0} adapter and {model.Head.Count:N0} head parameters over "
        + $"{_text.Backbone.ModelType} {_text.Backbone.Identity[..12]}; {Train.Count:N0} rows, {plan.Epochs} epochs, {plan.Steps:N0} steps of {plan.BatchSize * plan.BatchesPerStep} rows");
}
