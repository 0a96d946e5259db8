using Microsoft.ML.Nola;

namespace QuickStart;

/// <summary>One line an epoch, for logs.</summary>
internal sealed class PlainProgress(TextWriter output) : IFitView
{
    private string _name = string.Empty;
    private NolaProgress? _latest;

    public void Begin(string name)
    {
        _name = name;
        _latest = null;
        output.WriteLine($"Fitting {name} ...");
    }

    /// <summary>Writes an epoch's last report, which is known for the last when the next epoch begins or the fit ends.</summary>
    public void Report(NolaProgress value)
    {
        if (_latest is not null && _latest.Epoch != value.Epoch)
        {
            WriteEpoch(_latest);
        }

        _latest = value;
    }

    public void BeginTest()
    {
        if (_latest is not null)
        {
            WriteEpoch(_latest);
        }
    }

    public void End(double accuracy) => output.WriteLine($"  {_name}: accuracy {accuracy:F4}");

    private void WriteEpoch(NolaProgress report) => output.WriteLine(
        $"  epoch {report.Epoch}/{report.Epochs}  loss {report.Loss:F4}  {report.RowsPerSecond:N0} rows/s  {report.Remaining:mm\\:ss} left");
}
