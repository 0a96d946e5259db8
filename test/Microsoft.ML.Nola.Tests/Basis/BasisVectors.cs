using System.Text.Json;
using Microsoft.ML.Nola.Basis;

namespace Microsoft.ML.Nola.Tests.Basis;

/// <summary>Known answers of basis format 1, made by an independent implementation.</summary>
internal sealed class BasisVectors
{
    private static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        PropertyNameCaseInsensitive = true,
    };

    public required Case[] Cases { get; init; }

    public static string Local(string name) => Path.Combine(AppContext.BaseDirectory, "Data", name);

    public static Case[] Load(string path) => JsonSerializer.Deserialize<BasisVectors>(File.ReadAllText(path), SnakeCase)!.Cases;

    internal sealed class Case
    {
        public ulong Seed { get; init; }

        public required string ModulePath { get; init; }

        public required string Factor { get; init; }

        public uint Stream { get; init; }

        public required string Distribution { get; init; }

        public int K { get; init; }

        public int R { get; init; }

        public int D { get; init; }

        public double BasisScale { get; init; }

        /// <summary>Gets SHA-256 of the little-endian floats of some bases.</summary>
        public required Dictionary<int, string> Fill { get; init; }

        public required Dictionary<int, float[]> FillFirst { get; init; }

        public required float[] Coefficients { get; init; }

        /// <summary>Gets the first entries of the expanded factor.</summary>
        public required double[] FactorValues { get; init; }

        /// <summary>Gets the last entries of the expanded factor.</summary>
        public required double[] FactorLast { get; init; }

        public double FactorSum { get; init; }

        /// <summary>Gets the first entries of what the gradient sin(0.001 n n + n) contracts to.</summary>
        public required double[] Contract { get; init; }

        /// <summary>Gets the first entries of A0, in double precision.</summary>
        [System.Text.Json.Serialization.JsonPropertyName("offset_A0_first")]
        public required double[] OffsetFirst { get; init; }

        public override string ToString() => $"{Distribution} k={K} r={R} d={D}";

        public RandomBasis ToBasis() => new(unchecked((long)Seed), Stream, Enum.Parse<BasisDistribution>(Distribution), K, R, D);
    }
}
