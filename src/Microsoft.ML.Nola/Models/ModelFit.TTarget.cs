using System.Globalization;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Methods;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Models.Starts;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Models;

/// <summary>One fit of a task: made first (which finds the backbone, and what in the settings does not go with it), then filled with rows, then run.</summary>
internal sealed class ModelFit<TTarget> : IDisposable
{
    private readonly ITask<TTarget> _task;
    private readonly ModelFitSettings _settings;
    private readonly PreparedBackbone _prepared;
    private readonly StartValues? _start;
    private readonly Readout _readout;
    private readonly int? _maxLength;
    private readonly AdapterPlan _adapter;
    private readonly BackboneReference _reference;
    private readonly Func<IReadOnlyList<string>> _backboneFolders;

    public ModelFit(ITask<TTarget> task, ModelFitSettings settings)
    {
        _task = task;
        _settings = settings;
        _prepared = settings.Layout.Acquire(settings.Request);
        try
        {
            _start = settings.Start?.Read(_prepared.Lease);
            _maxLength = _prepared.ResolveMaxLength(settings.MaxLength ?? _start?.MaxLength);
            _readout = ChooseReadout();
            _prepared.Check(settings);
            _adapter = ChoosePlan();
            _adapter.RequireBase(Backbone);
            string folder = _prepared.Lease.Folder;

            _reference = _prepared.ToReference();
            _backboneFolders = () => [folder, .. settings.BackboneFolders()];
            Train = CreateRows(trains: true);
            Validation = CreateRows(trains: false);
        }
        catch
        {
            _prepared.Dispose();
            throw;
        }
    }

    public LabelledRows<TTarget> Train { get; }

    public LabelledRows<TTarget> Validation { get; }

    /// <summary>What a user should know before the fit: the device is another than the one asked for, or settings have no effect or a bad one.</summary>
    public IEnumerable<string> Warnings
    {
        get
        {
            if (_prepared.Fallback is { } fallback)
            {
                yield return fallback;
            }

            if (UnusedSettings.Find(_settings.Adapter, _settings.Training) is { Count: > 0 } unused)
            {
                yield return $"{_settings.Adapter.Method} has no use for {string.Join(", ", unused)}: what is set there has no effect";
            }

            foreach (string far in FarSettings.Find(_settings.Adapter, _settings.Training, _adapter, _task.Defaults(_adapter.Method, Train.Count).LearningRate))
            {
                yield return far;
            }
        }
    }

    private Backbone Backbone => _prepared.Backbone;

    /// <summary>Fits. Throws <see cref="OperationCanceledException"/> or returns what was learnt when cancelled, as the callbacks say.</summary>
    public FittedModel Run(FitCallbacks callbacks)
    {
        TrainingSet<TTarget> train = Train.ToTrainingSet();
        _task.Prepare(train);
        TrainingPlan plan = TrainingPlan.Resolve(
            _settings.Training,
            Method.Of(_adapter.Method),
            _adapter.Dropout,
            Train.Count,
            _settings.DefaultSeed,
            _task.Defaults(_adapter.Method, Train.Count));
        var head = _task.Head.Tensors(Backbone.HiddenSize);
        AdaptedModel model = TorchGate.Shared.Run(() => new AdaptedModel(
            _prepared.Lease, _adapter, _readout, [.. head.Select(static tensor => tensor.Shape)], trains: true), narrow: true);
        try
        {
            _task.Attach(model);
            if (_task.HeadStart(Backbone.HiddenSize) is { } start)
            {
                start.CopyTo(model.Head.Values);
            }

            if (_start is not null)
            {
                float[] kept = _task.FinishHead(model.Head.Values.ToArray());
                HeadTransfer.Fill(head, kept, _start, _settings.OutputNames);
                _task.ResumeHead(kept).CopyTo(model.Head.Values);
            }

            using var trainer = new Trainer<TTarget>(model, _task, plan, callbacks, _start?.Adapter?.Coefficients);
            callbacks.Log(trainer.TrainsNothing ? $"{_adapter.Method}: nothing trains" : Describe(plan, trainer.AdapterParameters, model.Head.Count));
            TrainingOutcome outcome = trainer.Run(
                train, Validation.Count > 0 ? Validation.ToTrainingSet() : null, Train.Skipped + Train.LeftOut, Train.Truncated);
            var fitted = new Adapter(_adapter, outcome.Coefficients, HeadTensor.Split(head, _task.FinishHead(outcome.Head)), Backbone.Identity, Backbone.Name);
            long parameters = TensorPlan.Of(Backbone).Sum(static tensor => tensor.Size);
            return new FittedModel(
                fitted, CreateState(), _task.Head, _backboneFolders, adapter => outcome.CreateReport(adapter, parameters), plan.Seed);
        }
        finally
        {
            TorchGate.Shared.Free(model.Dispose);
        }
    }

    public void Dispose()
    {
        Train.Dispose();
        Validation.Dispose();
        _prepared.Dispose();
    }

    /// <summary>A head that goes on from another one reads what that one read, unless somebody wants it otherwise.</summary>
    private Readout ChooseReadout()
    {
        if (_settings.Layout.Readout is { } tokens)
        {
            tokens.Check(_prepared.Lease);
            return tokens;
        }

        return _settings.Pooling is null && _start?.Readout is PooledReadout pooled ? pooled : PoolingResolver.Resolve(_settings.Pooling, _prepared.Lease);
    }

    private AdapterPlan ChoosePlan()
    {
        AdapterPlan asked = Resolve(_settings.Adapter);
        return _start?.PlanFor(_settings.Adapter, asked, Resolve(new AdapterConfig { Dropout = _settings.Adapter.Dropout })) ?? asked;
    }

    private AdapterPlan Resolve(AdapterConfig config) => AdapterPlan.Resolve(_task.Complete(config), Backbone);

    private LabelledRows<TTarget> CreateRows(bool trains) =>
        new(_prepared.CreateRows(_maxLength, _settings.HasPairs, trains), trains);

    private ModelState CreateState() => new()
    {
        Backbone = _reference,
        Readout = _readout,
        Layout = _settings.Layout.ForScoring,
        MaxLength = _maxLength,
        Tokens = _readout is LogitsReadout ? _prepared.Tokens : null,
        BaseQuantization = _settings.BaseQuantization,
        MergesAdapter = _settings.Scoring.Merges(_adapter, _settings.BaseQuantization),
        ComputeType = _settings.ComputeType,
        PredictionThreads = _settings.PredictionThreads,
        GpuDeviceId = _settings.GpuDeviceId,
        FallbackToCpu = _settings.FallbackToCpu,
    };

    private string Describe(TrainingPlan plan, int adapterParameters, int headParameters) => string.Create(
        CultureInfo.InvariantCulture,
        $"{_adapter.Method}{(_start is null ? string.Empty : ", from an earlier fit")}: fitting {adapterParameters:N0} adapter and {headParameters:N0} head parameters over "
        + $"{Backbone.ModelType} {Backbone.Identity[..12]}; {Train.Count:N0} rows, {plan.Epochs} epochs, "
        + $"{plan.Steps:N0} steps of {(long)plan.BatchSize * plan.BatchesPerStep} rows");
}
