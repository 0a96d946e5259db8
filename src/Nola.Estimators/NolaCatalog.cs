using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML;

/// <summary>NOLA's stages in the catalogs of an <see cref="MLContext"/>, and what goes with them.</summary>
public static partial class NolaCatalog
{
    /// <summary>Sets what holds for every NOLA stage of a context, loaded ones included.</summary>
    /// <param name="context">The context.</param>
    /// <param name="options">The options; they are checked and copied, and replace those set before.</param>
    /// <returns>The context.</returns>
    public static MLContext SetNolaOptions(this MLContext context, NolaEnvironmentOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        Compatibility.Check();
        Environments.SetOptions(context, options.Snapshot());
        return context;
    }

    /// <summary>Finds the NOLA stages of a model.</summary>
    /// <param name="model">A stage, or a chain of stages, which may hold further chains.</param>
    /// <returns>The NOLA stages, in order.</returns>
    public static IReadOnlyList<NolaTransformer> GetNolaTransformers(this ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. ModelStages.Of(model)];
    }
}
