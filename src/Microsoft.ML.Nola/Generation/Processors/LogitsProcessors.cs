namespace Microsoft.ML.Nola.Generation.Processors;

/// <summary>The processors that options switch on, in the order of the reference library.</summary>
internal sealed class LogitsProcessors
{
    private readonly ILogitsProcessor[] _processors;

    /// <param name="options">The options.</param>
    /// <param name="endIds">The end tokens.</param>
    public LogitsProcessors(NolaGenerationOptions options, IReadOnlyList<int> endIds)
    {
        List<ILogitsProcessor> processors = [];
        AddIf(options.RepetitionPenalty != 1, () => new RepetitionPenaltyProcessor(options.RepetitionPenalty));
        AddIf(options.NoRepeatNGramSize > 0, () => new NoRepeatNGramProcessor(options.NoRepeatNGramSize));
        AddIf(options.MinNewTokens > 0 && endIds.Count > 0, () => new MinNewTokensProcessor(options.MinNewTokens, endIds));
        AddIf(options.DoSample && options.Temperature != 1, () => new TemperatureProcessor(options.Temperature));
        AddIf(options.DoSample && options.TopK > 0, () => new TopKProcessor(options.TopK));
        AddIf(options.DoSample && options.TopP < 1, () => new TopPProcessor(options.TopP));
        AddIf(options.DoSample && options.MinP > 0, () => new MinPProcessor(options.MinP));
        _processors = [.. processors];

        void AddIf(bool isOn, Func<ILogitsProcessor> create)
        {
            if (isOn)
            {
                processors.Add(create());
            }
        }
    }

    /// <summary>Changes scores in place.</summary>
    public void Apply(Span<float> scores, TokenSequence sequence)
    {
        foreach (ILogitsProcessor processor in _processors)
        {
            processor.Apply(scores, sequence);
        }
    }
}
