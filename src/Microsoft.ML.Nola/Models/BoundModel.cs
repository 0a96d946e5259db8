using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Models;

/// <summary>A fitted model with its backbone leased and its numbers in memory. Each holder disposes it once; the last one frees both.</summary>
internal sealed class BoundModel : IDisposable
{
    private readonly PreparedBackbone _prepared;
    private readonly AdaptedModel _model;
    private readonly IHead _head;
    private readonly InputLayout _layout;
    private readonly int? _maxLength;
    private readonly PredictionThreads _threads;
    private readonly GenerationTokens? _tokens;
    private readonly TorchGate _gate;
    private int _holders = 1;

    public BoundModel(Adapter adapter, ModelState state, IHead head, IReadOnlyList<string> folders, TorchGate gate)
    {
        _gate = gate;
        _head = head;
        _layout = state.Layout;
        _maxLength = state.MaxLength;
        _threads = state.PredictionThreads;
        _tokens = state.Tokens;
        _prepared = state.Layout.Acquire(
            new BackboneRequest(state.Backbone, folders, state.GpuDeviceId, state.FallbackToCpu, state.BaseQuantization, state.ComputeType));
        try
        {
            RequireMatch(_prepared, adapter, state, head);

            // On one thread: it is copying, and predictions of other models go on beside it.
            _model = _gate.Run(() => Load(_prepared.Lease, adapter, state), narrow: true);
        }
        catch
        {
            _prepared.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="PreparedBackbone.Fallback"/>
    public string? Fallback => _prepared.Fallback;

    private TextTokenizer Tokenizer => ((TokenizedBackbone)_prepared).Tokenizer;

    private GenerationTokens Tokens => _tokens ?? throw new InvalidOperationException("The model is not one that generates text.");

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
            _prepared.Dispose();
        }
    }

    /// <summary>What generates text with this model, as long as somebody holds it.</summary>
    /// <param name="options">How to generate, already checked.</param>
    /// <param name="batchSize">The most rows of a batch, each beam a row.</param>
    public TextGenerator CreateGenerator(NolaGenerationOptions options, int batchSize) => new(
        _model.Adaptation.Backbone,
        _model.Adaptation.Binding,
        Tokenizer,
        _gate,
        Tokens,
        options,
        batchSize);

    /// <summary>What scores continuations of prompts with this model, as long as somebody holds it.</summary>
    /// <param name="batchSize">The most rows of a batch.</param>
    public ContinuationScorer CreateContinuationScorer(int batchSize) =>
        new(_model.Adaptation.Backbone, _model.Adaptation.Binding, Tokenizer, _gate, Tokens.BeginId, batchSize);

    /// <summary>The scores of rows.</summary>
    /// <param name="inputs">The rows.</param>
    /// <param name="readNext">Reads the rows that will be asked for next, on the caller's thread. It is not called if nothing is gained by it.</param>
    public RowScores Score(RowsToScore inputs, Func<RowsToScore>? readNext = null)
    {
        // Made on the caller's thread, before torch is asked: nothing in managed code keeps a core busy that torch's threads need.
        using InputRows rows = inputs.TakeMade() ?? MakeRows(inputs.Inputs);
        Action? meanwhile = readNext is not null && _prepared.MakesRowsAhead ? () => readNext().MakeAhead(MakeRows) : null;
        RowScores scores = CreateScores(rows);
        int padding = _model.Device.type == DeviceType.CPU ? BatchPlanner.PaddingWorthAForward : BatchPlanner.PaddingWorthAForwardOnGpu;
        foreach (int[] batch in BatchPlanner.ForScoring(rows, padding))
        {
            Spread([.. rows.ToBatches(batch).Select(Forward)], batch, scores);
        }

        float[] Forward(ModelInput batch)
        {
            (Action? once, meanwhile) = (meanwhile, null);
            return Pass(batch, once);
        }

        return FloatConversion.AreFinite(scores.Values)
            ? scores
            : throw new NolaException(
                $"The scores of a row are not finite numbers: the adapter, or the backbone {_prepared.Backbone.Identity} in '{_prepared.Lease.Folder}', holds numbers "
                + "that are too large or none. Take an undamaged copy, or fit again with a lower learning rate.");
    }

    private RowScores CreateScores(InputRows rows)
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
    private static void RequireMatch(PreparedBackbone prepared, Adapter adapter, ModelState state, IHead head)
    {
        state.Readout.Check(prepared.Lease);
        adapter.Plan.RequireBase(prepared.Backbone);
        prepared.Check(state);
        if (!HeadTensor.HaveShapes(adapter.Head, head.Tensors(prepared.Backbone.HiddenSize)))
        {
            throw new NolaCompatibilityException(
                $"The model's head takes {adapter.Head[0].Shape[^1]} features; the backbone gives {prepared.Backbone.HiddenSize}.");
        }
    }

    private InputRows MakeRows(IReadOnlyList<RowInput> inputs)
    {
        InputRows rows = _prepared.CreateRows(_maxLength, inputs is [TextInput { Second: not null }, ..], trains: false);
        try
        {
            foreach (RowInput input in inputs)
            {
                rows.Add(input);
            }

            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    private float[] Pass(ModelInput batch, Action? meanwhile)
    {
        bool narrow = _threads == PredictionThreads.One && _prepared.Backbone.IsSmall(_prepared.Backbone.PositionsOf(batch));
        return _gate.Run(
            () =>
            {
                using var mode = torch.no_grad();
                return TensorMemory.ToSingles(_head.Decode(_head.Outputs(_model.Features(batch), _model.Head.Leaves)));
            },
            narrow,
            _model.Device.type != DeviceType.CPU || _gate.LeavesProcessor(narrow) ? meanwhile : null);
    }

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

    private static AdaptedModel Load(BackboneLease lease, Adapter adapter, ModelState state)
    {
        var model = new AdaptedModel(lease, adapter.Plan, state.Readout, [.. adapter.Head.Select(static tensor => tensor.Shape)], trains: false);
        try
        {
            model.Adaptation.Load(adapter.Coefficients);

            // The weights of a bfloat16 backbone would swallow an update that is smaller than their steps.
            if (state.MergesAdapter && lease.Backbone.ComputeType == ComputeType.Float32)
            {
                model.Adaptation.Merge();
            }

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
