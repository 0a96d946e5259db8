namespace Microsoft.ML.Nola.Adapters;

/// <summary>A fitted tensor of a head.</summary>
/// <param name="Name">Its name, such as <c>head.weight</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Values">Its values, row-major.</param>
internal sealed record HeadTensor(string Name, long[] Shape, float[] Values)
{
    /// <summary>Cuts a flat head into its tensors.</summary>
    public static IReadOnlyList<HeadTensor> Split(IReadOnlyList<(string Name, long[] Shape)> shapes, ReadOnlySpan<float> flat)
    {
        var tensors = new List<HeadTensor>(shapes.Count);
        foreach ((string name, long[] shape) in shapes)
        {
            int size = checked((int)shape.Aggregate(1L, static (product, length) => product * length));
            tensors.Add(new HeadTensor(name, shape, flat[..size].ToArray()));
            flat = flat[size..];
        }

        return tensors;
    }

    /// <summary>Says whether tensors have these names and shapes.</summary>
    public static bool HaveShapes(IReadOnlyList<HeadTensor> tensors, IReadOnlyList<(string Name, long[] Shape)> expected) =>
        expected.Count == tensors.Count
        && expected.Zip(tensors).All(static pair => pair.First.Name == pair.Second.Name && pair.First.Shape.AsSpan().SequenceEqual(pair.Second.Shape));
}
