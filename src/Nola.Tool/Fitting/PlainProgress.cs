using Microsoft.ML.Nola;

namespace Nola.Tool.Fitting;

/// <summary>One line an epoch, for logs. An epoch's last report is known for the last when the next epoch begins or the fit ends.</summary>
internal sealed class PlainProgress(TextWriter output) : IProgress<NolaProgress>
{
    private NolaProgress? _latest;

    public void Report(NolaProgress value)
    {
        if (_latest is not null && _latest.Epoch != value.Epoch)
        {
            End();
        }

        _latest = value;
    }

    public void End()
    {
        if (_latest is not null)
        {
            output.WriteLine(FormattableString.Invariant(
                $"  epoch {_latest.Epoch}/{_latest.Epochs}  loss {_latest.Loss:F4}  {_latest.RowsPerSecond:N0} rows/s  {_latest.Remaining:mm\\:ss} left"));
        }
    }
}
