using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Models;

/// <summary>A token that a head reads.</summary>
/// <param name="Position">Where it stands in its sequence.</param>
/// <param name="Span">The part of the row's text that it speaks for, such as the word that it begins.</param>
internal readonly record struct ReadToken(int Position, TextSpan Span);
