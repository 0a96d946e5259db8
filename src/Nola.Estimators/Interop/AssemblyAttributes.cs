using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Nola.Interop;

[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Data")]

// ML.NET finds our loaders by these when it reads a zip that names this assembly.
[assembly: LoadableClass(
    typeof(ITransformer),
    typeof(TextClassificationLoader),
    null,
    typeof(SignatureLoadModel),
    TextClassificationLoader.UserName,
    TextClassificationLoader.LoaderSignature)]
