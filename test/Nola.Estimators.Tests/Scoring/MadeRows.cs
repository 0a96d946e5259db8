using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Models;

namespace Nola.Estimators.Tests.Scoring;

/// <summary>Inputs that were made of rows; says when they are disposed.</summary>
internal sealed class MadeRows(Action onDisposed) : InputRows
{
    public override int Count => 0;

    public override void Add(RowInput row) => throw new NotSupportedException();

    public override int LengthOf(int row) => throw new NotSupportedException();

    public override ModelInput ToBatch(ReadOnlySpan<int> rows) => throw new NotSupportedException();

    public override void Dispose()
    {
        onDisposed();
        base.Dispose();
    }
}
