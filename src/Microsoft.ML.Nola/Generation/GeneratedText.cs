namespace Microsoft.ML.Nola.Generation;

/// <summary>What was generated after a prompt.</summary>
/// <param name="Text">
/// The text after the prompt, special tokens left out: prompt and text put together read as the model wrote them, so it may begin with a space. It ends before
/// a stop string.
/// </param>
/// <param name="Ids">The new tokens, an end token and those of a stop string included.</param>
/// <param name="PromptTokens">How many tokens the prompt has, a begin token included.</param>
/// <param name="Finish">Why it ended.</param>
/// <param name="Score">
/// Of beam search: the sum of the tokens' log probabilities after the processors, divided by (number of new tokens) ^ LengthPenalty. Null otherwise.
/// </param>
internal sealed record GeneratedText(string Text, IReadOnlyList<int> Ids, int PromptTokens, FinishReason Finish, double? Score = null);
