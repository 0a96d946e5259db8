using Nola.Testing;

namespace Nola.Tool.Tests;

/// <summary>Files whose words decide the label.</summary>
internal static class Rows
{
    private static readonly string[] Labels = ["red", "green", "blue"];

    /// <summary>Tabs and a header: Phrase, Colour.</summary>
    public static string Colours(int count) => "Phrase\tColour\n" + string.Concat(Enumerable.Range(0, count).Select(static row => $"{Phrase(row, 3)}\t{Labels[row % 3]}\n"));

    /// <summary>Commas and a header, the label first: Reply, Text.</summary>
    public static string Answers(int count) =>
        "Reply,Text\n" + string.Concat(Enumerable.Range(0, count).Select(static row => $"{(row % 2 == 0 ? "no" : "yes")},\"{Phrase(row, 2)}, {Phrase(row, 2)}\"\n"));

    /// <summary>Words of one of some labels.</summary>
    public static string Phrase(int row, int labels) =>
        string.Join(' ', Enumerable.Range(0, 3).Select(word => TinyBackbone.Words[(row % labels) + (labels * ((row + word) % 20))]));
}
