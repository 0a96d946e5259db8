using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>
/// Features of which the part of the lower layers is computed once, because nothing adapts those layers: the first pass over a row is a whole one and keeps the
/// states that go into the lowest adapted layer, and later ones start there. They lie in the memory of the machine, whatever the device, without padding.
/// </summary>
internal sealed class CachedHiddenStates : IFeatures
{
    private readonly AdaptedModel _model;
    private readonly IBatchSource _source;
    private readonly long _maxBytes;
    private readonly int _width;

    /// <summary>The number of the first sequence of each row.</summary>
    private readonly int[] _starts;

    /// <summary>The states of each sequence; null if they are not kept.</summary>
    private float[]?[]? _states;

    private readonly double _positions;
    private double _positionsSeen;
    private int _missing;
    private bool _areTexts;
    private float[] _batch = [];

    /// <summary>Keeps nothing yet.</summary>
    /// <param name="model">The model.</param>
    /// <param name="source">Rows that do not change with the epoch.</param>
    /// <param name="maxBytes">The most memory that states may take; if those of all rows take more, none are kept.</param>
    public CachedHiddenStates(AdaptedModel model, IBatchSource source, long maxBytes = CachedFeatures.MaxBytes)
    {
        (_model, _source, _maxBytes) = (model, source, maxBytes);
        _width = model.Adaptation.Backbone.HiddenSize;
        _starts = new int[source.Count + 1];
        for (int row = 0; row < source.Count; row++)
        {
            _starts[row + 1] = _starts[row] + source.SequencesOf(row);
            _positions += PositionsOf(row);
        }

        _missing = _starts[^1];
        _states = new float[_missing][];
    }

    /// <summary>The memory that the states take so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether the states are too many, so that every pass is a whole one.</summary>
    public bool IsGivenUp => _states is null;

    /// <summary>Once all states are kept, nothing need be made ahead: tokens are at hand, and nobody looks at images any more.</summary>
    public void BeginPass(BatchPass pass)
    {
        if (_missing > 0)
        {
            _source.BeginPass(pass);
        }
    }

    public Func<torch.Tensor> Of(int[] rows, bool withGradients)
    {
        int[] sequences = [.. rows.SelectMany(row => Enumerable.Range(_starts[row], _starts[row + 1] - _starts[row]))];
        if (!_areTexts && AreKept(sequences))
        {
            return () => _model.Features(ToBatch(_states!, sequences, null));
        }

        ModelInput[] inputs = AdaptedModel.BatchesOf(_source, rows, withGradients);
        return () => Compute(rows, sequences, inputs);
    }

    public void Dispose() => _batch = [];

    /// <summary>Where the tokens of a text lie that are not padding.</summary>
    private static IEnumerable<int> PlacesOf(TokenBatch tokens, int row) =>
        Enumerable.Range(row * tokens.Length, tokens.Length).Where(place => tokens.AttentionMask.Span[place] == 1);

    private torch.Tensor Compute(int[] rows, int[] sequences, ModelInput[] inputs)
    {
        _positionsSeen += AreKept(sequences) ? 0 : rows.Sum(PositionsOf);
        int end = 0;
        torch.Tensor features = _model.Features(inputs.Select(input => Shorten(input, sequences[end..(end += input.Rows)])));
        if (Bytes / _positionsSeen * _positions > _maxBytes)
        {
            GiveUp();
        }

        return features;
    }

    /// <summary>What a row costs, of which its states' memory is about a fixed multiple.</summary>
    private double PositionsOf(int row) => (double)_source.LengthOf(row) * _source.SequencesOf(row);

    private bool AreKept(int[] sequences) => _states is { } states && Array.TrueForAll(sequences, sequence => states[sequence] is not null);

    /// <summary>The part of a batch that has to be computed.</summary>
    private ModelInput Shorten(ModelInput input, int[] sequences)
    {
        if (_states is null)
        {
            return input;
        }

        if (!AreKept(sequences))
        {
            Keep(_states, input, sequences);
        }

        return ToBatch(_states, sequences, input as TokenBatch);
    }

    /// <summary>Keeps the states of a batch. They are computed in the caller's grad mode, so that they are those of a whole pass to the last bit.</summary>
    private void Keep(float[]?[] states, ModelInput input, int[] sequences)
    {
        using torch.Tensor computed = _model.Adaptation.Backbone.StatesBefore(_model.Adaptation.LowestLayer, input);
        float[] all = TensorMemory.ToSingles(computed);
        _areTexts = input is TokenBatch;
        int size = all.Length / sequences.Length;
        for (int i = 0; i < sequences.Length; i++)
        {
            float[] kept = input is TokenBatch tokens ? Gather(all, [.. PlacesOf(tokens, i)]) : all.AsSpan(i * size, size).ToArray();
            _missing -= states[sequences[i]] is null ? 1 : 0;
            Bytes += (kept.LongLength - (states[sequences[i]]?.LongLength ?? 0)) * sizeof(float);
            states[sequences[i]] = kept;
        }
    }

    private float[] Gather(float[] states, int[] places)
    {
        var gathered = new float[places.Length * _width];
        for (int i = 0; i < places.Length; i++)
        {
            states.AsSpan(places[i] * _width, _width).CopyTo(gathered.AsSpan(i * _width));
        }

        return gathered;
    }

    /// <summary>The states of sequences, padded as their tokens are. They lie in memory that the next batch uses again.</summary>
    private HiddenBatch ToBatch(float[]?[] states, int[] sequences, TokenBatch? tokens)
    {
        int length = tokens?.Length ?? states[sequences[0]]!.Length / _width;
        int size = checked(sequences.Length * length * _width);
        _batch = _batch.Length < size ? new float[size] : _batch;
        Span<float> batch = _batch.AsSpan(0, size);
        batch.Clear();
        for (int i = 0; i < sequences.Length; i++)
        {
            ReadOnlySpan<float> kept = states[sequences[i]];
            if (tokens is null)
            {
                kept.CopyTo(batch[(i * length * _width)..]);
                continue;
            }

            int at = 0;
            foreach (int place in PlacesOf(tokens, i))
            {
                kept.Slice(at, _width).CopyTo(batch[(place * _width)..]);
                at += _width;
            }
        }

        return new HiddenBatch(_batch.AsMemory(0, size), sequences.Length, length, _model.Adaptation.LowestLayer, tokens);
    }

    private void GiveUp()
    {
        _states = null;
        _batch = [];
        _missing = _starts[^1];
    }
}
