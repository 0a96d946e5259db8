using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using System.Text;
using Nola.Tool.Commands;
using Nola.Tool.Running;

namespace Nola.Tool;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        ParseResult parsed = RootCommands.Create().Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            return RefuseUsage(parsed);
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped; nothing was saved.");
            return ExitCodes.Interrupted;
        }
        catch (Exception exception) when (!parsed.GetValue(RootCommands.Verbose))
        {
            Console.Error.WriteLine(
                exception is MachineFaultException ? exception.Message
                : Failure.Explain(exception) ?? $"nola failed, and this is a fault of its own: {exception.Message} (--verbose shows where).");
            return exception is MachineFaultException ? ExitCodes.MachineCannot : ExitCodes.Failed;
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine(exception);
            return exception is MachineFaultException ? ExitCodes.MachineCannot : ExitCodes.Failed;
        }
    }

    private static int RefuseUsage(ParseResult parsed)
    {
        foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
        {
            Console.Error.WriteLine(error.Message);
        }

        string command = parsed.CommandResult.Command is RootCommand ? "nola" : $"nola {parsed.CommandResult.Command.Name}";
        Console.Error.WriteLine($"'{command} --help' says how it is used.");
        return ExitCodes.Usage;
    }
}
