using System.CommandLine;
using System.Globalization;
using System.Text;

namespace QuickStart;

internal static class Program
{
    private const int Failed = 1;
    private const int Interrupted = 130;

    private static int Main(string[] arguments)
    {
        // Windows' consoles have a code page of their own, which lacks most letters.
        Console.InputEncoding = Console.OutputEncoding = Encoding.UTF8;
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return Commands.Create().Parse(arguments).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Cancelled.");
            return Interrupted;
        }
        catch (Exception exception) when (Failure.Explain(exception) is string sentence)
        {
            Console.Error.WriteLine(sentence);
            return Failed;
        }
    }
}
