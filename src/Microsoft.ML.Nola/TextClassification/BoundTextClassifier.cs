using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.TextClassification;

/// <summary>A text classifier with its backbone leased and its factors in memory. Each holder disposes it once; the last one's frees both.</summary>
internal sealed class BoundTextClassifier : IDisposable
{
    /// <summary>
    /// Fewer tokens than this are scored on one torch thread: several finish a little sooner, but score fewer texts a second together than one each would, at
    /// twice the processor time (bench/results/gate.csv). It depends on the batch alone, never on what else runs, so the same batch gives the same bits.
    /// </summary>
    private const int TokensWorthAllThreads = 24;

    private readonly TextBackbone _text;
    private readonly AdaptedModel _model;
    private readonly int _maxLength;
    private readonly int _classCount;
    private readonly TorchGate _gate;
    private int _holders = 1;

    public BoundTextClassifier(Adapter adapter, TextClassifierState state, IReadOnlyList<string> folders, TorchGate gate)
    {
        _gate = gate;
        _maxLength = state.MaxLength;
        _classCount = state.ClassCount;
        _text = new TextBackbone(BackboneReference.FromIdentity(state.BackboneIdentity), folders, state.GpuDeviceId, state.FallbackToCpu);
        try
        {
            RequireFit(_text, adapter, state);
            _model = _gate.Run(() => Expand(_text.Backbone, adapter, state.Pooling));
        }
        catch
        {
            _text.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="TextBackbone.Fallback"/>
    public string? Fallback => _text.Fallback;

    public void AddHolder() => Interlocked.Increment(ref _holders);

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _gate.Run(_model.Dispose);
            _text.Dispose();
        }
    }

    public float[] Score(IReadOnlyList<string> first, IReadOnlyList<string>? second)
    {
        // Tokenised on the caller's thread, before torch is asked: nothing of ours keeps a core busy while its threads run.
        var rows = new TokenRows(_text.Tokenizer, _maxLength, second is not null);
        for (int i = 0; i < first.Count; i++)
        {
            rows.Add(first[i], second?[i]);
        }

        var scores = new float[rows.Count * _classCount];
        int padding = _model.Device.type == DeviceType.CPU ? BatchPlanner.PaddingWorthAForward : BatchPlanner.PaddingWorthAForwardOnGpu;
        foreach (int[] batch in BatchPlanner.ForScoring(rows, padding))
        {
            float[] part = Forward(rows.ToBatch(batch));
            for (int i = 0; i < batch.Length; i++)
            {
                part.AsSpan(i * _classCount, _classCount).CopyTo(scores.AsSpan(batch[i] * _classCount));
            }
        }

        return FloatConversion.AreFinite(scores)
            ? scores
            : throw new NolaException(
                $"The scores of a text are not finite numbers: the adapter, or the backbone {_text.Backbone.Identity} in '{_text.Lease.Folder}', holds numbers "
                + "that are too large or none. Take an undamaged copy, or fit again with a lower learning rate.");
    }

    /// <summary>Asks what only the backbone can answer, before memory is taken. Sites are compared where the model is made.</summary>
    private static void RequireFit(TextBackbone text, Adapter adapter, TextClassifierState state)
    {
        PoolingResolver.Resolve(state.Pooling, text.Lease);
        if (state.MaxLength > text.Backbone.MaxLength)
        {
            throw new NolaCompatibilityException($"The model was fitted with texts of {state.MaxLength} tokens; the backbone takes at most {text.Backbone.MaxLength}.");
        }

        long width = adapter.Head[0].Shape[1];
        if (width != text.Backbone.HiddenSize)
        {
            throw new NolaCompatibilityException($"The model's head takes {width} features; the backbone gives {text.Backbone.HiddenSize}.");
        }
    }

    private float[] Forward(TokenBatch batch) => _gate.Run(
        () =>
        {
            using var mode = torch.no_grad();
            torch.Tensor logits = ClassificationHead.Logits(_model.Features(batch), _model.Head.Leaves);
            return TensorMemory.ToSingles(logits.softmax(1));
        },
        narrow: batch.Rows * batch.Length < TokensWorthAllThreads);

    private static AdaptedModel Expand(Backbone backbone, Adapter adapter, PoolingMode pooling)
    {
        var model = new AdaptedModel(backbone, adapter.Plan, [.. adapter.Head.Select(static tensor => tensor.Shape)], pooling, trains: false);
        try
        {
            model.Factorization.Expand(adapter.Coefficients, model.Factors.Values);
            int at = 0;
            foreach (HeadTensor tensor in adapter.Head)
            {
                tensor.Values.CopyTo(model.Head.Values[at..]);
                at += tensor.Values.Length;
            }

            model.Factors.Upload();
            model.Head.Upload();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
