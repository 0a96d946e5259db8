using Microsoft.ML;
using Microsoft.ML.Nola;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>A trainer whose stage keeps its first bases.</summary>
internal sealed class TruncatingTrainer<TTransformer>(NolaTrainer<TTransformer> trainer, int numBasisA, int numBasisB) : IEstimator<ITransformer>
    where TTransformer : NolaTransformer
{
    public ITransformer Fit(IDataView input)
    {
        using TTransformer fitted = trainer.Fit(input);
        return fitted.Truncate(numBasisA, numBasisB);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => trainer.GetOutputSchema(inputSchema);
}
