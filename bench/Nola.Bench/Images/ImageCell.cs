using System.Diagnostics;
using System.Globalization;
using Nola.Bench.Comparisons;

namespace Nola.Bench.Images;

/// <summary>Times a side's forward pass in a process of its own and says how quiet the machine was meanwhile.</summary>
internal static class ImageCell
{
    private const int WarmUps = 5;

    /// <summary>As long as .NET takes to compile again what runs often; that is no part of a pass.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);

    /// <summary>Prints images a second, images a second of processor time, and the processors that others took.</summary>
    /// <param name="rows">The images of a pass.</param>
    /// <param name="pass">The pass.</param>
    public static void Time(int rows, Action pass)
    {
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < WarmUps || clock.Elapsed < WarmUp; i++)
        {
            pass();
        }

        var load = new MachineLoad();
        clock.Restart();
        int passes = 0;
        while (clock.Elapsed < Least)
        {
            pass();
            passes++;
        }

        double images = rows * passes;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{images / clock.Elapsed.TotalSeconds:F2},{images / load.OwnSeconds():F2},{load.Others():F3}"));
    }
}
