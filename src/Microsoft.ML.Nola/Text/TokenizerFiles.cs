using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Text;

/// <summary>The files beside a vocabulary that have a say in the ids; each may be absent.</summary>
/// <param name="Config">tokenizer_config.json.</param>
/// <param name="SpecialTokens">special_tokens_map.json.</param>
/// <param name="AddedTokens">added_tokens.json.</param>
/// <param name="Json">tokenizer.json.</param>
internal sealed record TokenizerFiles(JsonSettings? Config, JsonSettings? SpecialTokens = null, JsonSettings? AddedTokens = null, JsonSettings? Json = null);
