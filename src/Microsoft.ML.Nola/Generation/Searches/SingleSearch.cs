using System.Numerics.Tensors;
using Microsoft.ML.Nola.Generation.Processors;

namespace Microsoft.ML.Nola.Generation.Searches;

/// <summary>Greedy search or sampling: one row, whose next token is the most probable one or is drawn.</summary>
internal sealed class SingleSearch : SequenceSearch
{
    private readonly SearchTools _tools;
    private readonly TokenSequence _sequence;
    private readonly int _room;
    private readonly long _row;
    private readonly ContinuationText? _text;
    private int _stopAt = -1;
    private FinishReason? _finish;

    /// <param name="tools">How to search.</param>
    /// <param name="prompt">The ids of the prompt.</param>
    /// <param name="room">How many new tokens there may be, at least 1.</param>
    /// <param name="row">The number of the row, on which draws depend.</param>
    /// <param name="streams">Whether the text is wanted token by token.</param>
    public SingleSearch(SearchTools tools, ReadOnlySpan<int> prompt, int room, long row, bool streams)
    {
        _tools = tools;
        _sequence = new TokenSequence(prompt, room);
        _room = room;
        _row = row;
        if (tools.Tokenizer is { } tokenizer && (streams || tools.StopStrings.Any))
        {
            _text = new ContinuationText(tokenizer, prompt);
        }
    }

    public override ReadOnlySpan<int> Prompt => _sequence.Ids[.._sequence.PromptLength];

    public override int Rows => _finish is null ? 1 : 0;

    public override ReadOnlySpan<char> ShownText
    {
        get
        {
            ReadOnlySpan<char> text = _text is null ? [] : _text.Text;
            if (_finish is not null)
            {
                return _stopAt >= 0 ? text[.._stopAt] : text;
            }

            text = text[..(_text?.FixedLength ?? 0)];
            return text[..^_tools.StopStrings.CountHeldBack(text)];
        }
    }

    public override void Advance(ScoreTable scores, int first, List<NextToken> next)
    {
        Span<float> row = scores.Known(first);
        if ((_tools.Options.DoSample ? Draw(row) : ChooseBest(row)) is not { } id)
        {
            _finish = FinishReason.EndOfText;
            return;
        }

        _sequence.Append(id);
        _finish = Finish(id);
        if (_finish is null)
        {
            next.Add(new NextToken(first, id));
        }
    }

    public override GeneratedText GetResult() => new(
        _text is null ? _tools.TextOf(_sequence) : ShownText.ToString(), _sequence.NewIds.ToArray(), _sequence.PromptLength, _finish!.Value);

    /// <summary>The most probable token; null if all are removed.</summary>
    private int? ChooseBest(Span<float> row)
    {
        _tools.Processors.Apply(row, _sequence);
        int best = TensorPrimitives.IndexOfMax<float>(row);
        SearchTools.RequireNumber(row[best]);
        return float.IsNegativeInfinity(row[best]) ? null : best;
    }

    /// <summary>A token that is drawn; null if all are removed.</summary>
    private int? Draw(Span<float> row)
    {
        Candidates candidates = _tools.Processors.Narrow(row, _sequence);
        float largest = TensorPrimitives.Max<float>(candidates.Scores);
        SearchTools.RequireNumber(largest);
        return float.IsNegativeInfinity(largest)
            ? null
            : candidates.IdAt(_tools.Probabilities.Draw(
                candidates.Scores, SamplingRandom.Draw(_tools.Options.Seed ?? 0, _row, _sequence.NewLength)));
    }

    private FinishReason? Finish(int id)
    {
        if (_tools.EndIds.Contains(id))
        {
            return FinishReason.EndOfText;
        }

        if (_text is not null)
        {
            int before = _text.FixedLength;
            _text.Append(id);
            if (_tools.StopStrings.Any)
            {
                _stopAt = _tools.StopStrings.Find(_text.Text, Math.Max(0, before - _tools.StopStrings.Longest + 1));
                if (_stopAt >= 0)
                {
                    return FinishReason.StopString;
                }
            }
        }

        return _sequence.NewLength == _room ? FinishReason.Length : null;
    }
}
