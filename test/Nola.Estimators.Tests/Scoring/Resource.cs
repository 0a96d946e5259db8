using Microsoft.ML.Data;

namespace Nola.Estimators.Tests.Scoring;

/// <summary>Stands in for an image: must be disposed, cannot be copied.</summary>
internal sealed class Resource(long row) : IDisposable
{
    public long Row { get; } = row;

    public int Disposals { get; private set; }

    public void Dispose() => Disposals++;
}

internal sealed class ResourceType : StructuredDataViewType
{
    public ResourceType()
        : base(typeof(Resource))
    {
    }

    public override bool Equals(DataViewType? other) => other is ResourceType;
}
