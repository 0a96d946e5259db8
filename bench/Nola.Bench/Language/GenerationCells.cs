using System.Globalization;

namespace Nola.Bench.Language;

/// <summary>What is measured of a language model, by each side in a process of its own.</summary>
internal static class GenerationCells
{
    public const int Batch = 16;
    public const int NewTokens = 64;
    public const int Repeats = 3;

    public static readonly (int Rows, int Prompt)[] All = [(1, 34), (1, 512), (Batch, 34)];

    public static int PromptToken(int position) => 100 + (position * 7 % 1000);

    public static void Report(string side, int rows, int prompt, double readSeconds, double generateSeconds) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{side},{rows},{prompt},{rows * prompt / readSeconds:F1},{rows * NewTokens / generateSeconds:F1}"));
}
