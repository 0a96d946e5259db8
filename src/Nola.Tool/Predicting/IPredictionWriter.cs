using Nola.Tables.Rows;

namespace Nola.Tool.Predicting;

/// <summary>Writes rows with their predictions.</summary>
internal interface IPredictionWriter : IDisposable
{
    public void Write(TableRow row, IReadOnlyList<string> columns, Prediction prediction);

    public void Flush();
}
