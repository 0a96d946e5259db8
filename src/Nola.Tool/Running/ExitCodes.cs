namespace Nola.Tool.Running;

/// <summary>What the program ends with (docs/command-line.md).</summary>
internal static class ExitCodes
{
    /// <summary>Done. A fit that Ctrl+C stopped and that saved what it had learnt is done too.</summary>
    public const int Done = 0;

    /// <summary>It could not be done; a sentence says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line is not as it must be.</summary>
    public const int Usage = 2;

    /// <summary>This machine cannot run it: the native torch library is missing or cannot be loaded.</summary>
    public const int MachineCannot = 3;

    /// <summary>Stopped by Ctrl+C, and nothing was saved.</summary>
    public const int Interrupted = 130;
}
