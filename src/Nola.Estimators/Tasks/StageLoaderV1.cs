using Microsoft.ML;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Tasks;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(ITransformer), typeof(StageLoaderV1), null, typeof(SignatureLoadModel), StageLoaderV1.UserName, StageSignature.TextClassificationV1Loader)]

namespace Microsoft.ML.Nola.Tasks;

/// <summary>What ML.NET calls when it meets a text classification stage of format version 1 in a zip.</summary>
internal static class StageLoaderV1
{
    internal const string UserName = "NOLA text classification, format version 1";

    /// <inheritdoc cref="StageLoader.Create"/>
    internal static ITransformer Create(IHostEnvironment environment, ModelLoadContext context)
        => StageLoader.Load(environment, context, StageSignature.TextClassificationV1);
}
