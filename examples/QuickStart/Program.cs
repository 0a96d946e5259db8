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
        if (OperatingSystem.IsWindows())
        {
            // A console there has a code page that lacks most letters. What is typed comes whole as UTF-16 only.
            Console.OutputEncoding = Encoding.UTF8;
            Console.InputEncoding = Console.IsInputRedirected ? Encoding.UTF8 : Encoding.Unicode;
        }

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
