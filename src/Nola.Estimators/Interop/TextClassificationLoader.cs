using Microsoft.ML.Runtime;

namespace Microsoft.ML.Nola.Interop;

/// <summary>What ML.NET calls when it meets a text classification stage in a zip.</summary>
internal static class TextClassificationLoader
{
    internal const string UserName = "NOLA text classification";
    internal const string LoaderSignature = "NolaTextClassification";

    internal static StageSignature Signature { get; } = new("NOLATXTC", LoaderSignature);

    /// <summary>Found by reflection, by its name, its parameters and exactly this return type.</summary>
    internal static ITransformer Create(IHostEnvironment environment, ModelLoadContext context)
    {
        Compatibility.Check();
        return NolaTextClassificationTransformer.Load(environment, new StageReader(context, Signature));
    }
}
