using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Tasks.QuestionAnswering;

/// <summary>The smallest piece of a context that an answer can begin or end with.</summary>
/// <param name="Token">The first of its tokens, among those of the context.</param>
/// <param name="Span">Its characters.</param>
internal readonly record struct ContextUnit(int Token, TextSpan Span);
