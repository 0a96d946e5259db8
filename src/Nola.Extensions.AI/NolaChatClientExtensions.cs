using Microsoft.ML.Nola;

namespace Microsoft.ML;

/// <summary>Stages as chat clients.</summary>
public static class NolaChatClientExtensions
{
    /// <summary>
    /// Makes a chat client of a stage that generates text. It holds the backbone by itself: neither needs the other to be kept or disposed.
    /// </summary>
    /// <param name="transformer">The stage, fitted or loaded.</param>
    /// <param name="options">The template; <see langword="null"/> takes the model's own.</param>
    /// <returns>The client, which the caller disposes.</returns>
    /// <exception cref="ArgumentException">The options say how weights are held: the stage holds them as it was fitted.</exception>
    /// <exception cref="BackboneNotFoundException">The backbone was in none of the places searched.</exception>
    /// <exception cref="CorruptModelException">A file of the backbone is damaged.</exception>
    /// <exception cref="NolaCompatibilityException">The model has no chat template, or one with what this version does not know.</exception>
    public static NolaChatClient AsChatClient(this NolaTextGenerationTransformer transformer, NolaChatClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        if (options is { BaseQuantization: not BaseQuantization.None })
        {
            throw new ArgumentException(
                $"BaseQuantization is {options.BaseQuantization}; it is for a language model as it came. A stage holds its backbone as it was fitted: leave it at None.",
                nameof(options));
        }

        return new NolaChatClient(transformer.Stage.Share(), options);
    }
}
