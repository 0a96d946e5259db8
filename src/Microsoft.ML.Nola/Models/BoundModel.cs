using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Models;

/// <summary>A fitted model with its backbone leased and its numbers in memory. Each holder disposes it once; the last one frees both.</summary>
internal sealed class BoundModel : IDisposable
{
    private readonly TokenizedBackbone _text;
    private readonly AdaptedModel _model;
    private readonly IHead _head;
    private readonly TextLayout _layout;
    private readonly int _maxLength;
    private readonly GenerationTokens? _tokens;
    private readonly TorchGate _gate;
    private int _holders = 1;

    public BoundModel(Adapter adapter, ModelState state, IHead head, IReadOnlyList<string> folders, TorchGate gate)
    {
        _gate = gate;
        _head = head;
        _layout = state.Layout;
        _maxLength = state.MaxLength;
        _tokens = state.Tokens;
        _text = new TokenizedBackbone(state.Backbone, folders, state.GpuDeviceId, state.FallbackToCpu, state.BaseQuantization);
        try
        {
            RequireMatch(_text, adapter, state, head);

            // On one thread: it is copying, and predictions of other models go on beside it.
            _model = _gate.Run(() => Load(_text.Lease, adapter, state.Readout), narrow: true);
        }
        catch
        {
            _text.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="TokenizedBackbone.Fallback"/>
    public string? Fallback => _text.Fallback;

    /// <summary>Adds a holder, unless the last one has left.</summary>
    public bool TryAddHolder()
    {
        for (int holders = Volatile.Read(ref _holders); holders > 0; holders = Volatile.Read(ref _holders))
        {
            if (Interlocked.CompareExchange(ref _holders, holders + 1, holders) == holders)
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _gate.Free(_model.Dispose);
            _text.Dispose();
        }
    }

    /// <summary>What generates text with this model, as long as somebody holds it.</summary>
    /// <param name="options">How to generate, already checked.</param>
    /// <param name="batchSize">The most rows of a batch, each beam a row.</param>
    public TextGenerator CreateGenerator(NolaGenerationOptions options, int batchSize) => new(
        _model.Adaptation.Backbone,
        _model.Adaptation.Binding,
        _text.Tokenizer,
        _gate,
        _tokens ?? throw new InvalidOperationException("The model is not one that generates text."),
        options,
        batchSize);

    public RowScores Score(IReadOnlyList<string> first, IReadOnlyList<string>? second)
    {
        // Tokenised on the caller's thread, before torch is asked: nothing in managed code keeps a core busy while its threads run.
        TokenRows rows = _text.CreateRows(_layout, _maxLength, second is not null);
        for (int i = 0; i < first.Count; i++)
        {
            rows.Add(first[i], second?[i]);
        }

        RowScores scores = CreateScores(rows);
        int padding = _model.Device.type == DeviceType.CPU ? BatchPlanner.PaddingWorthAForward : BatchPlanner.PaddingWorthAForwardOnGpu;
        foreach (int[] batch in BatchPlanner.ForScoring(rows, padding))
        {
            Spread([.. rows.ToBatches(batch).Select(Forward)], batch, scores);
        }

        return FloatConversion.AreFinite(scores.Values)
            ? scores
            : throw new NolaException(
                $"The scores of a text are not finite numbers: the adapter, or the backbone {_text.Backbone.Identity} in '{_text.Lease.Folder}', holds numbers "
                + "that are too large or none. Take an undamaged copy, or fit again with a lower learning rate.");
    }

    private RowScores CreateScores(TokenRows rows)
    {
        int width = _head.OutputWidth;
        if (!_layout.ReadsTokens)
        {
            return new RowScores(new float[rows.Count * width], width);
        }

        var ends = new int[rows.Count];
        int end = 0;
        for (int row = 0; row < ends.Length; row++)
        {
            ends[row] = end += rows.FeaturesOf(row) * width;
        }

        return new RowScores(new float[end], ends, rows);
    }

    /// <summary>Checks what only the backbone can answer, before memory is taken. Sites are compared when the model is made.</summary>
    private static void RequireMatch(TokenizedBackbone text, Adapter adapter, ModelState state, IHead head)
    {
        state.Readout.Check(text.Lease);
        adapter.Plan.RequireBase(text.Backbone);
        if (state.MaxLength > text.Backbone.MaxLength)
        {
            throw new NolaCompatibilityException(
                $"The model was fitted with texts of {state.MaxLength} tokens; the backbone takes at most {text.Backbone.MaxLength}.");
        }

        if (!HeadTensor.HaveShapes(adapter.Head, head.Tensors(text.Backbone.HiddenSize)))
        {
            throw new NolaCompatibilityException(
                $"The model's head takes {adapter.Head[0].Shape[^1]} features; the backbone gives {text.Backbone.HiddenSize}.");
        }
    }

    private float[] Forward(ModelInput batch) => _gate.Run(
        () =>
        {
            using var mode = torch.no_grad();
            return TensorMemory.ToSingles(_head.Decode(_head.Outputs(_model.Features(batch), _model.Head.Leaves)));
        },
        narrow: _text.Backbone.IsSmall((long)batch.Rows * ((TokenBatch)batch).Length));

    /// <summary>Puts the outputs of some forwards to the rows that they are of. A row may begin in one forward and end in another.</summary>
    private static void Spread(float[][] forwards, int[] rows, RowScores scores)
    {
        ReadOnlySpan<float> outputs = forwards is [float[] only] ? only : [.. forwards.SelectMany(static part => part)];
        foreach (int row in rows)
        {
            Span<float> target = scores.SpanOf(row);
            outputs[..target.Length].CopyTo(target);
            outputs = outputs[target.Length..];
        }
    }

    private static AdaptedModel Load(BackboneLease lease, Adapter adapter, Readout readout)
    {
        var model = new AdaptedModel(lease, adapter.Plan, readout, [.. adapter.Head.Select(static tensor => tensor.Shape)], trains: false);
        try
        {
            model.Adaptation.Load(adapter.Coefficients);
            int at = 0;
            foreach (HeadTensor tensor in adapter.Head)
            {
                tensor.Values.CopyTo(model.Head.Values[at..]);
                at += tensor.Values.Length;
            }

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
