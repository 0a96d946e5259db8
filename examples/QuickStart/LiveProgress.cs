using Microsoft.ML.Nola;
using Spectre.Console;

namespace QuickStart;

/// <summary>
/// A table that changes in place: one row a fit. It draws when a report comes and has no timer, since a thread that wakes while torch computes slows it.
/// </summary>
internal sealed class LiveProgress(Table table, LiveDisplayContext context) : IFitView
{
    private const int EpochColumn = 1;
    private const int LossColumn = 2;
    private const int SpeedColumn = 3;
    private const int StateColumn = 4;

    private readonly Lock _drawing = new();
    private int _row = -1;

    public static Table CreateTable() => new Table()
        .Border(TableBorder.Rounded)
        .AddColumn("fit")
        .AddColumn(new TableColumn("epoch").RightAligned().Width(7))
        .AddColumn(new TableColumn("loss").RightAligned().Width(7))
        .AddColumn(new TableColumn("rows/s").RightAligned().Width(7))
        .AddColumn(new TableColumn("time left").RightAligned().Width(15));

    public void Begin(string name)
    {
        lock (_drawing)
        {
            table.AddRow(Markup.Escape(name), "-", "-", "-", "starting");
            _row++;
            context.Refresh();
        }
    }

    public void Report(NolaProgress value) => Draw(
        (EpochColumn, $"{value.Epoch}/{value.Epochs}"),
        (LossColumn, $"{value.Loss:F4}"),
        (SpeedColumn, $"{value.RowsPerSecond:N0}"),
        (StateColumn, $"{value.Remaining:mm\\:ss}"));

    public void BeginTest() => Draw((StateColumn, "testing"));

    public void End(double accuracy) => Draw((StateColumn, $"accuracy {accuracy:F4}"));

    private void Draw(params ReadOnlySpan<(int Column, string Text)> cells)
    {
        lock (_drawing)
        {
            foreach ((int column, string text) in cells)
            {
                table.UpdateCell(_row, column, text);
            }

            context.Refresh();
        }
    }
}
