using Microsoft.ML.Nola;
using Spectre.Console;

namespace Nola.Tool.Fitting;

/// <summary>A table that changes in place when a report comes. It has no timer, since a thread that wakes while torch computes slows it.</summary>
internal sealed class LiveProgress(Table table, LiveDisplayContext context) : IProgress<NolaProgress>
{
    private readonly Lock _drawing = new();

    public static Table CreateTable()
    {
        Table table = new Table().Border(TableBorder.Rounded);
        foreach (string name in (string[])["epoch", "step", "loss", "rows/s", "time left"])
        {
            table.AddColumn(new TableColumn(name).RightAligned().Width(9));
        }

        return table.AddRow("-", "-", "-", "-", "starting");
    }

    public void Report(NolaProgress value)
    {
        lock (_drawing)
        {
            string[] cells =
            [
                FormattableString.Invariant($"{value.Epoch}/{value.Epochs}"),
                FormattableString.Invariant($"{value.Step}/{value.Steps}"),
                FormattableString.Invariant($"{value.Loss:F4}"),
                FormattableString.Invariant($"{value.RowsPerSecond:N0}"),
                FormattableString.Invariant($"{value.Remaining:mm\\:ss}"),
            ];
            for (int column = 0; column < cells.Length; column++)
            {
                table.UpdateCell(0, column, cells[column]);
            }

            context.Refresh();
        }
    }
}
