namespace Microsoft.ML.Nola.Generation.Processors;

/// <summary>The processors that options switch on, in the order of the reference library.</summary>
internal sealed class LogitsProcessors
{
    private readonly ILogitsProcessor[] _first;
    private readonly TopKProcessor? _topK;
    private readonly ILogitsProcessor[] _last;

    /// <param name="options">The options.</param>
    /// <param name="endIds">The end tokens.</param>
    public LogitsProcessors(NolaGenerationOptions options, IReadOnlyList<int> endIds)
    {
        _first =
        [
            .. If(options.RepetitionPenalty != 1, () => new RepetitionPenaltyProcessor(options.RepetitionPenalty)),
            .. If(options.NoRepeatNGramSize > 0, () => new NoRepeatNGramProcessor(options.NoRepeatNGramSize)),
            .. If(options.MinNewTokens > 0 && endIds.Count > 0, () => new MinNewTokensProcessor(options.MinNewTokens, endIds)),
            .. If(options.DoSample && options.Temperature != 1, () => new TemperatureProcessor(options.Temperature)),
        ];
        _topK = options.DoSample && options.TopK > 0 ? new TopKProcessor(options.TopK) : null;
        _last =
        [
            .. If(options.DoSample && options.TopP < 1, () => new TopPProcessor(options.TopP)),
            .. If(options.DoSample && options.MinP > 0, () => new MinPProcessor(options.MinP)),
        ];

        static ILogitsProcessor[] If(bool isOn, Func<ILogitsProcessor> create) => isOn ? [create()] : [];
    }

    /// <summary>Changes scores in place.</summary>
    public void Apply(Span<float> scores, TokenSequence sequence)
    {
        Apply(_first, scores, sequence);
        _topK?.Apply(scores, sequence);
        Apply(_last, scores, sequence);
    }

    /// <summary>
    /// The tokens to draw from, with the scores that <see cref="Apply(Span{float}, TokenSequence)"/> gives them. After top-k only those that it left are looked at.
    /// </summary>
    /// <returns>The candidates, valid until the next call; some of them may be removed. The scores that were given are changed too.</returns>
    public Candidates Narrow(Span<float> scores, TokenSequence sequence)
    {
        Apply(_first, scores, sequence);
        Candidates candidates = _topK is null ? new Candidates(scores, []) : _topK.Narrow(scores);
        Apply(_last, candidates.Scores, sequence);
        return candidates;
    }

    private static void Apply(ILogitsProcessor[] processors, Span<float> scores, TokenSequence sequence)
    {
        foreach (ILogitsProcessor processor in processors)
        {
            processor.Apply(scores, sequence);
        }
    }
}
