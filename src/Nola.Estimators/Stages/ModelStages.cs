namespace Microsoft.ML.Nola.Stages;

/// <summary>Finds the NOLA stages of a model.</summary>
internal static class ModelStages
{
    /// <summary>The stages in order, into nested chains.</summary>
    public static IEnumerable<NolaTransformer> Of(ITransformer model) => model switch
    {
        NolaTransformer stage => [stage],
        IEnumerable<ITransformer> chain => chain.SelectMany(Of),
        _ => [],
    };
}
