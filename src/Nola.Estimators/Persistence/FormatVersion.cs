using System.Globalization;

namespace Microsoft.ML.Nola.Persistence;

/// <summary>The version of what a stage writes into a model zip. The adapter folder and the basis have versions of their own.</summary>
internal static class FormatVersion
{
    /// <summary>The highest version that this library reads and writes.</summary>
    public const int Current = 5;

    /// <summary>Refuses what a later version of this library wrote.</summary>
    public static void Check(int version, string path)
    {
        if (version > Current)
        {
            throw new NolaCompatibilityException(
                $"'{path}' is of format version {version}; this version of Nola.MLNet reads up to {Current}. Update the package Nola.MLNet.");
        }

        if (version < 1)
        {
            throw new CorruptModelException(path, string.Create(CultureInfo.InvariantCulture, $"it gives the format version {version}"));
        }
    }
}
