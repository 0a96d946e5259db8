using System.Diagnostics;
using System.Text;

namespace Nola.Testing;

/// <summary>Runs one of the programs under test/ as a process of its own, from the output of the build that this test comes from.</summary>
public sealed class TestProgram(string name)
{
    /// <summary>The folder of the program: the build's output, or a copy of it.</summary>
    public string Folder { get; init; } = Path.Combine(
        Repository.Root, "artifacts", "bin", name, new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name);

    /// <summary>Where the process stands.</summary>
    public string WorkingDirectory { get; init; } = Path.GetTempPath();

    /// <summary>Environment variables that it gets besides those of the test; an empty one is taken from it.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A command and its arguments that start the process; if it is empty, the process starts by itself.</summary>
    public IReadOnlyList<string> Starter { get; init; } = [];

    /// <summary>The lines that it wrote. Fails the test if it did not end well.</summary>
    public string[] Run(params string[] arguments)
    {
        ProgramResult result = Execute(input: null, arguments);
        Assert.AreEqual(0, result.ExitCode, result.Output + result.Errors);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>Runs it to its end, however that is.</summary>
    /// <param name="input">What it reads from standard input; null if it has that of the test.</param>
    /// <param name="arguments">The arguments.</param>
    public ProgramResult Execute(string? input, params string[] arguments)
    {
        using Process process = Start(redirectsInput: input is not null, arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task write = input is null ? Task.CompletedTask : Task.Run(() =>
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        });
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        write.Wait();
        return new ProgramResult(process.ExitCode, output, errors.Result);
    }

    /// <summary>Starts it; the caller reads what it writes, and waits for it.</summary>
    public Process Start(bool redirectsInput, params string[] arguments)
    {
        string[] command = [.. Starter, "dotnet", Path.Combine(Folder, name + ".dll"), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            WorkingDirectory = WorkingDirectory,
            RedirectStandardInput = redirectsInput,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = redirectsInput ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : null,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach ((string variable, string value) in Variables)
        {
            start.Environment[variable] = value.Length == 0 ? null : value;
        }

        return Process.Start(start)!;
    }
}
