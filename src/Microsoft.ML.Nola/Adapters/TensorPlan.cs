namespace Microsoft.ML.Nola.Adapters;

/// <summary>A tensor of the network that a method changes as a whole.</summary>
/// <param name="Name">Its canonical name, without the prefix that a file may give it.</param>
/// <param name="Shape">Its shape.</param>
internal sealed record TensorPlan(string Name, long[] Shape)
{
    /// <summary>The number of entries.</summary>
    public long Size => Shape.Aggregate(1L, static (product, length) => checked(product * length));
}
