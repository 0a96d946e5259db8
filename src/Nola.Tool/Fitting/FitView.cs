using Microsoft.ML.Nola;
using Spectre.Console;

namespace Nola.Tool.Fitting;

/// <summary>Shows a fit on standard error: a line that changes in place on a terminal, one line an epoch elsewhere.</summary>
internal static class FitView
{
    public static T Show<T>(Func<IProgress<NolaProgress>, T> fit)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (!Console.IsErrorRedirected && console.Profile.Capabilities.Interactive)
        {
            Table table = LiveProgress.CreateTable();
            return console.Live(table).Start(context => fit(new LiveProgress(table, context)));
        }

        var lines = new PlainProgress(Console.Error);
        T result = fit(lines);
        lines.End();
        return result;
    }
}
