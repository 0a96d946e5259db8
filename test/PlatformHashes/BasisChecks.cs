using System.Runtime.InteropServices;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Basis;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Tests.Basis;

namespace PlatformHashes;

/// <summary>The bits of everything that the basis room computes, in shapes that fill vectors, tiles and groups in part.</summary>
internal static class BasisChecks
{
    private static readonly (int Count, int Rows, int Columns)[] Shapes =
        [(1, 1, 1), (5, 2, 7), (33, 3, 1367), (100, 7, 61), (128, 1, 16), (200, 8, 768), (257, 3, 129)];

    public static void Run(Report report, string root)
    {
        foreach (BasisDistribution distribution in Enum.GetValues<BasisDistribution>())
        {
            (List<float> fill, List<float> contract, List<float> expand) = ([], [], []);
            foreach ((int count, int rows, int columns) in Shapes)
            {
                RandomBasis basis = new(-1234567890123456789, 0xDEADBEEF, distribution, count, rows, columns);
                float[] factor = new float[rows * columns];
                float[] coefficients = new float[count];
                basis.Fill(count - 1, factor);
                fill.AddRange(factor);
                basis.FillOffset(factor);
                fill.AddRange(factor);

                // The offset is a handy gradient, and what it contracts to are handy coefficients: full significands, no transcendental function.
                basis.Contract(factor, coefficients);
                contract.AddRange(coefficients);
                basis.Expand(coefficients, factor);
                expand.AddRange(factor);
            }

            report.Hash($"basis.{distribution}.fill", fill);
            report.Hash($"basis.{distribution}.contract", contract);
            report.Hash($"basis.{distribution}.expand", expand);
        }

        CheckKnown(report, "basis.known", Path.Combine(root, "test", "Microsoft.ML.Nola.Tests", "Data", "basis-v1.json"));
        string shared = Path.Combine(root, "..", "shared", "fixtures", "basis-v1", "vectors.json");
        if (File.Exists(shared))
        {
            CheckKnown(report, "basis.shared.known", shared);
        }
    }

    /// <summary>Streams and entries as an independent implementation has them, to the last bit.</summary>
    private static void CheckKnown(Report report, string name, string path)
    {
        List<string> wrong = [];
        BasisVectors.Case[] cases = BasisVectors.Load(path);
        foreach (BasisVectors.Case vector in cases)
        {
            float[] entries = new float[vector.R * vector.D];
            RandomBasis basis = vector.ToBasis();
            bool equal = RandomBasis.GetStream(vector.ModulePath, Enum.Parse<BasisFactor>(vector.Factor)) == vector.Stream;
            foreach ((int index, string hash) in vector.Fill)
            {
                basis.Fill(index, entries);
                equal &= HashManifest.Hash(MemoryMarshal.AsBytes<float>(entries)) == hash;
            }

            if (!equal)
            {
                wrong.Add(vector.ToString());
            }
        }

        report.Known(name, cases.Length, wrong);
    }
}
