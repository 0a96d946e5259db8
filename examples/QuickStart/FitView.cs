using Spectre.Console;

namespace QuickStart;

/// <summary>Chooses the view: a live table on a terminal, one line an epoch elsewhere.</summary>
internal static class FitView
{
    public static T Show<T>(Func<IFitView, T> work)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            return work(new PlainProgress(Console.Out));
        }

        Table table = LiveProgress.CreateTable();
        return AnsiConsole.Live(table).Start(context => work(new LiveProgress(table, context)));
    }
}
