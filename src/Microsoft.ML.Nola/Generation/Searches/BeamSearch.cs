using System.Numerics.Tensors;

namespace Microsoft.ML.Nola.Generation.Searches;

/// <summary>
/// Beam search as the reference library does it. Log probabilities pass the processors; of all continuations of all beams the best ones grow on, and those of
/// the very best that are complete are kept, at most as many as there are beams.
/// </summary>
internal sealed class BeamSearch : SequenceSearch
{
    private readonly SearchTools _tools;
    private readonly TokenSequence _prompt;
    private readonly int _room;
    private readonly int _width;
    private readonly int _considered;
    private readonly List<Beam> _complete = [];
    private List<Beam> _beams;

    /// <param name="tools">How to search.</param>
    /// <param name="prompt">The ids of the prompt.</param>
    /// <param name="room">How many new tokens there may be, at least 1.</param>
    public BeamSearch(SearchTools tools, ReadOnlySpan<int> prompt, int room)
    {
        _tools = tools;
        _prompt = new TokenSequence(prompt, 0);
        _room = room;
        _width = tools.Options.NumBeams;

        // So many that enough of them grow on even if every beam may end with every end token.
        _considered = Math.Max(2, 1 + tools.EndIds.Count) * _width;
        _beams = [new Beam(_prompt, 0)];
    }

    public override ReadOnlySpan<int> Prompt => _prompt.Ids;

    public override int Rows => _beams.Count;

    /// <summary>Which text is the best is known at the end only.</summary>
    public override ReadOnlySpan<char> ShownText => _beams.Count == 0 ? GetResult().Text : [];

    /// <summary>The complete texts, the best first.</summary>
    public IReadOnlyList<Beam> Complete => _complete;

    public override void Advance(ScoreTable scores, int first, List<NextToken> next)
    {
        int known = AddUp(scores, first);
        List<(Beam Beam, int Row, int Id)> growing = [];
        int place = 0;
        foreach ((float score, int index) in _tools.Best.Sort())
        {
            if (growing.Count == _width)
            {
                break;
            }

            int row = index / known;
            int id = index % known;
            TokenSequence sequence = _beams[row].Sequence.With(id);
            FinishReason? finish = Finish(sequence, id);
            if (finish is null)
            {
                growing.Add((new Beam(sequence, score), row, id));
            }
            else if (place < _width)
            {
                Keep(new Beam(sequence, Penalise(score, sequence.NewLength), finish));
            }

            place++;
        }

        if (growing.Count == 0 && _complete.Count == 0)
        {
            // No token was left for any beam: what there is, is complete.
            _beams.ForEach(beam => Keep(new Beam(beam.Sequence, Penalise(beam.Score, beam.Sequence.NewLength), FinishReason.EndOfText)));
        }

        _beams = [];
        if (growing.Count > 0 && CanImprove(growing[0].Beam))
        {
            foreach ((Beam beam, int row, int id) in KeepRows(growing))
            {
                _beams.Add(beam);
                next.Add(new NextToken(first + row, id));
            }
        }
    }

    public override GeneratedText GetResult()
    {
        Beam best = _complete[0];
        string text = _tools.TextOf(best.Sequence);
        int stop = best.Finish == FinishReason.StopString ? _tools.StopStrings.Find(text, 0) : -1;
        return new GeneratedText(
            stop < 0 ? text : text[..stop], best.Sequence.NewIds.ToArray(), best.Sequence.PromptLength, best.Finish!.Value, best.Score);
    }

    /// <summary>Collects the best continuations of all beams; gives the number of tokens that each may have.</summary>
    private int AddUp(ScoreTable scores, int first)
    {
        int known = 0;
        _tools.Best.Begin(_considered);
        for (int i = 0; i < _beams.Count; i++)
        {
            Span<float> all = scores.All(first + i);
            SearchTools.RequireNumber(TensorPrimitives.Max<float>(all));
            _tools.Probabilities.ToLogarithms(all);
            Span<float> row = scores.Known(first + i);
            _tools.Processors.Apply(row, _beams[i].Sequence);
            TensorPrimitives.Add(row, _beams[i].Score, row);
            _tools.Best.Add(row, i * row.Length);
            known = row.Length;
        }

        return known;
    }

    /// <summary>Orders beams so that as many as possible stay in the row that they continue, and only few rows of the cache are copied.</summary>
    private static (Beam Beam, int Row, int Id)[] KeepRows(List<(Beam Beam, int Row, int Id)> beams)
    {
        var placed = new (Beam Beam, int Row, int Id)[beams.Count];
        List<(Beam Beam, int Row, int Id)> others = [];
        foreach ((Beam Beam, int Row, int Id) beam in beams)
        {
            if (beam.Row < placed.Length && placed[beam.Row].Beam is null)
            {
                placed[beam.Row] = beam;
            }
            else
            {
                others.Add(beam);
            }
        }

        int next = 0;
        for (int row = 0; row < placed.Length; row++)
        {
            if (placed[row].Beam is null)
            {
                placed[row] = others[next++];
            }
        }

        return placed;
    }

    private FinishReason? Finish(TokenSequence sequence, int id)
    {
        if (_tools.EndIds.Contains(id))
        {
            return FinishReason.EndOfText;
        }

        return _tools.StopStrings.Any && _tools.StopStrings.Find(_tools.TextOf(sequence), 0) >= 0 ? FinishReason.StopString
            : sequence.NewLength == _room ? FinishReason.Length
            : null;
    }

    private float Penalise(float sum, int length) => (float)(sum / Math.Pow(length, _tools.Options.LengthPenalty));

    private void Keep(Beam beam)
    {
        int at = _complete.FindIndex(other => other.Score < beam.Score);
        _complete.Insert(at < 0 ? _complete.Count : at, beam);
        if (_complete.Count > _width)
        {
            _complete.RemoveAt(_width);
        }
    }

    /// <summary>Whether the best beam that grows may still become better than the worst complete text.</summary>
    private bool CanImprove(Beam best)
    {
        if (_complete.Count < _width)
        {
            return true;
        }

        NolaGenerationOptions options = _tools.Options;
        int length = options.EarlyStopping == EarlyStopping.Never && options.LengthPenalty > 0 ? _room : best.Sequence.NewLength;
        return options.EarlyStopping != EarlyStopping.On && Penalise(best.Score, length) > _complete[^1].Score;
    }
}
