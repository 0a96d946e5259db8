namespace Microsoft.ML.Nola;

/// <summary>How text is generated. Names and meaning are those of <c>GenerationConfig</c> of transformers, unless a property says otherwise.</summary>
/// <remarks>
/// The scores of the next token pass, in this order and only if they are switched on, <see cref="RepetitionPenalty"/>, <see cref="NoRepeatNGramSize"/> and
/// <see cref="MinNewTokens"/>, and with <see cref="DoSample"/> then <see cref="Temperature"/>, <see cref="TopK"/>, <see cref="TopP"/> and <see cref="MinP"/>.
/// </remarks>
public sealed class NolaGenerationOptions
{
    internal const int MostNewTokens = 1 << 20;
    internal const int MostBeams = 256;

    private static readonly NolaGenerationOptions Defaults = new();

    /// <summary>
    /// Gets or sets the most tokens that are generated after a prompt, 1 to 1,048,576. Generation also ends where prompt and text together have as many tokens
    /// as the backbone reads.
    /// </summary>
    /// <value>The default is 64.</value>
    public int MaxNewTokens { get; set; } = 64;

    /// <summary>Gets or sets how many tokens come before an end token may, 0 to <see cref="MaxNewTokens"/>. Stop strings end a text before.</summary>
    /// <value>The default is 0.</value>
    public int MinNewTokens { get; set; }

    /// <summary>Gets or sets whether each token is drawn by its probability; if not, the most probable one is taken. Goes with one beam.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool DoSample { get; set; }

    /// <summary>
    /// Gets or sets what scores are divided by before a draw, above 0 and up to 100: below 1 probable tokens become more probable. Needs
    /// <see cref="DoSample"/>.
    /// </summary>
    /// <value>The default is 1.</value>
    public double Temperature { get; set; } = 1;

    /// <summary>
    /// Gets or sets how many of the most probable tokens are drawn from; 0 is all. All those stay that are as probable as the last. Needs
    /// <see cref="DoSample"/>.
    /// </summary>
    /// <value>The default is 50.</value>
    public int TopK { get; set; } = 50;

    /// <summary>
    /// Gets or sets the probability, above 0 and up to 1, that the most probable tokens need to have together to be all that is drawn from (nucleus sampling);
    /// the one that reaches it stays. 1 is all tokens. Needs <see cref="DoSample"/>.
    /// </summary>
    /// <value>The default is 1.</value>
    public double TopP { get; set; } = 1;

    /// <summary>
    /// Gets or sets how probable a token must be to be drawn, as a share of the most probable one's probability, 0 to 1. Needs <see cref="DoSample"/>.
    /// </summary>
    /// <value>The default is 0: all tokens.</value>
    public double MinP { get; set; }

    /// <summary>
    /// Gets or sets the seed of <see cref="DoSample"/>. A draw depends on the seed, the number of the row and the position of the token, not on what else is
    /// generated in the same batch.
    /// </summary>
    /// <value>The default is <see langword="null"/>, which is 0.</value>
    public int? Seed { get; set; }

    /// <summary>Gets or sets how many beams beam search follows, 1 to 256; 1 is no beam search.</summary>
    /// <value>The default is 1.</value>
    public int NumBeams { get; set; } = 1;

    /// <summary>
    /// Gets or sets the exponent of the number of new tokens by which the summed log probability of a text is divided in beam search, -10 to 10: above 0 it
    /// favours long texts. Needs <see cref="NumBeams"/> above 1.
    /// </summary>
    /// <value>The default is 1.</value>
    public double LengthPenalty { get; set; } = 1;

    /// <summary>Gets or sets when beam search ends before its longest text. Needs <see cref="NumBeams"/> above 1.</summary>
    /// <value>The default is <see cref="EarlyStopping.Off"/>.</value>
    public EarlyStopping EarlyStopping { get; set; }

    /// <summary>Gets or sets the size of token runs that may come once only, the prompt included; 0 is no such rule.</summary>
    /// <value>The default is 0.</value>
    public int NoRepeatNGramSize { get; set; }

    /// <summary>
    /// Gets or sets what makes tokens less probable that prompt or text have already, above 0 and up to 100: scores above 0 are divided by it, others
    /// multiplied. In beam search it acts on log probabilities. 1 is no penalty.
    /// </summary>
    /// <value>The default is 1.</value>
    public double RepetitionPenalty { get; set; } = 1;

    /// <summary>Gets the strings at which a text ends; it is cut before the first of them. At most 64, none of them empty.</summary>
    /// <value>The default is none.</value>
    public IList<string> StopStrings { get; private set; } = [];

    /// <summary>
    /// Gets the ids of the tokens that end a text (<c>eos_token_id</c>), in place of those that the model's files name. At most 64, each in the vocabulary.
    /// </summary>
    /// <value>The default is none: those of generation_config.json, config.json or the tokenizer.</value>
    public IList<int> EosTokenIds { get; private set; } = [];

    /// <summary>A copy that the caller's changes do not reach.</summary>
    internal NolaGenerationOptions Clone()
    {
        var copy = (NolaGenerationOptions)MemberwiseClone();
        copy.StopStrings = [.. StopStrings];
        copy.EosTokenIds = [.. EosTokenIds];
        return copy;
    }

    /// <summary>Notes every fault.</summary>
    /// <param name="faults">Where they are noted.</param>
    /// <param name="path">What comes before the names of the properties, such as <c>Generation.</c>.</param>
    internal void CollectFaults(OptionFaults faults, string path = "")
    {
        faults.Require(
            MaxNewTokens is >= 1 and <= MostNewTokens, $"{path}MaxNewTokens is {MaxNewTokens}; it must be 1 to {MostNewTokens}");
        faults.Require(
            MinNewTokens >= 0 && MinNewTokens <= Math.Max(0, MaxNewTokens), $"{path}MinNewTokens is {MinNewTokens}; it must be 0 to MaxNewTokens");
        faults.Require(Temperature is > 0 and <= 100, $"{path}Temperature is {Temperature}; it must be above 0 and at most 100");
        faults.Require(TopK >= 0, $"{path}TopK is {TopK}; it must be at least 0");
        faults.Require(TopP is > 0 and <= 1, $"{path}TopP is {TopP}; it must be above 0 and at most 1");
        faults.Require(MinP is >= 0 and <= 1, $"{path}MinP is {MinP}; it must be 0 to 1");
        faults.Require(NumBeams is >= 1 and <= MostBeams, $"{path}NumBeams is {NumBeams}; it must be 1 to {MostBeams}");
        faults.Require(NumBeams <= 1 || !DoSample, $"{path}NumBeams is {NumBeams} and {path}DoSample is true; beam search takes no draws");
        faults.Require(LengthPenalty is >= -10 and <= 10, $"{path}LengthPenalty is {LengthPenalty}; it must be -10 to 10");
        faults.Require(Enum.IsDefined(EarlyStopping), $"{path}EarlyStopping is {EarlyStopping}; it must be a member of EarlyStopping");
        faults.Require(NoRepeatNGramSize >= 0, $"{path}NoRepeatNGramSize is {NoRepeatNGramSize}; it must be at least 0");
        faults.Require(RepetitionPenalty is > 0 and <= 100, $"{path}RepetitionPenalty is {RepetitionPenalty}; it must be above 0 and at most 100");
        faults.Require(StopStrings.Count <= 64, $"{path}StopStrings has {StopStrings.Count} strings; it may have 64");
        faults.Require(!StopStrings.Any(string.IsNullOrEmpty), $"{path}StopStrings has an empty string");
        faults.Require(EosTokenIds.Count <= 64, $"{path}EosTokenIds has {EosTokenIds.Count} ids; it may have 64");
        faults.Require(EosTokenIds.All(static id => id >= 0), $"{path}EosTokenIds has an id below 0");
    }

    /// <summary>The names of properties that were set and that have no effect beside the others; empty if there are none.</summary>
    internal IReadOnlyList<string> FindUnused(string path = "")
    {
        List<string> unused = [];
        if (!DoSample)
        {
            Note(nameof(Temperature), Temperature != Defaults.Temperature);
            Note(nameof(TopK), TopK != Defaults.TopK);
            Note(nameof(TopP), TopP != Defaults.TopP);
            Note(nameof(MinP), MinP != Defaults.MinP);
            Note(nameof(Seed), Seed is not null);
        }

        if (NumBeams == 1)
        {
            Note(nameof(LengthPenalty), LengthPenalty != Defaults.LengthPenalty);
            Note(nameof(EarlyStopping), EarlyStopping != Defaults.EarlyStopping);
        }

        return unused;

        void Note(string name, bool isSet)
        {
            if (isSet)
            {
                unused.Add(path + name);
            }
        }
    }
}
