namespace Nola.Testing;

/// <summary>What a program left when it ended.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error.</param>
public sealed record ProgramResult(int ExitCode, string Output, string Errors);
