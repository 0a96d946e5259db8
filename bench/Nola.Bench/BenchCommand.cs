using System.CommandLine;
using System.Globalization;
using System.Reflection;
using Microsoft.ML.Nola;

namespace Nola.Bench;

/// <summary>
/// Makes a command of a method. Each parameter is an argument of its name and type, and one with a default may be left out; a <see cref="bool"/> is an option, such as
/// <c>--record</c>. What a method returns as an <see cref="int"/> is the exit code.
/// </summary>
internal static class BenchCommand
{
    /// <summary>A benchmark, or a part of one.</summary>
    /// <param name="name">The word that it is called by.</param>
    /// <param name="description">What it measures.</param>
    /// <param name="run">What measures it.</param>
    /// <param name="parts">Commands whose names stand after this one's.</param>
    public static Command Of(string name, string description, Delegate run, params Command[] parts)
    {
        var command = new Command(name, description);
        Array.ForEach(parts, command.Subcommands.Add);
        Func<ParseResult, object?>[] arguments = [.. run.Method.GetParameters().Select(parameter => Add(command, parameter))];
        command.SetAction(parsed =>
            run.Method.Invoke(run.Target, BindingFlags.DoNotWrapExceptions, binder: null, [.. arguments.Select(argument => argument(parsed))], CultureInfo.InvariantCulture)
                as int? ?? 0);
        return command;
    }

    /// <summary>What a benchmark starts as a process of its own; help does not show it.</summary>
    public static Command Own(string name, Delegate run)
    {
        Command command = Of(name, "A process of the benchmark.", run);
        command.Hidden = true;
        return command;
    }

    private static Func<ParseResult, object?> Add(Command command, ParameterInfo parameter) => parameter.ParameterType switch
    {
        Type type when type == typeof(string) => AddArgument<string?>(command, parameter),
        Type type when type == typeof(string[]) => AddArgument<string[]>(command, parameter),
        Type type when type == typeof(int[]) => AddArgument<int[]>(command, parameter),
        Type type when type == typeof(int) => AddArgument<int>(command, parameter),
        Type type when type == typeof(int?) => AddArgument<int?>(command, parameter),
        Type type when type == typeof(ComputeType) => AddArgument<ComputeType>(command, parameter),
        Type type when type == typeof(bool) => AddOption(command, parameter),
        _ => throw new NotSupportedException($"{command.Name}: a parameter is a {parameter.ParameterType}."),
    };

    private static Func<ParseResult, object?> AddArgument<T>(Command command, ParameterInfo parameter)
    {
        var argument = new Argument<T>(parameter.Name!.ToUpperInvariant());
        if (parameter.HasDefaultValue)
        {
            argument.DefaultValueFactory = _ => (T)parameter.DefaultValue!;
        }
        else if (typeof(T).IsArray)
        {
            argument.Arity = ArgumentArity.ZeroOrMore;
        }

        command.Arguments.Add(argument);
        return parsed => parsed.GetValue(argument);
    }

    private static Func<ParseResult, object?> AddOption(Command command, ParameterInfo parameter)
    {
        var option = new Option<bool>($"--{parameter.Name}");
        command.Options.Add(option);
        return parsed => parsed.GetValue(option);
    }
}
