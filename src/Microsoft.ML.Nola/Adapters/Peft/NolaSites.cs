using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Nola.Basis;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>The adapted sites in the configuration of an adapter whose random part is drawn from a seed.</summary>
internal static class NolaSites
{
    /// <summary>Computed in double by anybody, a scale may differ from another's in the last digits.</summary>
    private const double ScaleTolerance = 1e-12;

    /// <summary>Whether a scale is not the one that the number of bases gives.</summary>
    public static bool HasOwnScale(SitePlan site) => site.BasisScaleA is not null || site.BasisScaleB is not null;

    public static void Write(Utf8JsonWriter json, SitePlan site, BasisDistribution distribution)
    {
        bool hasBases = site.NumBasisA > 0;
        json.WriteStartObject();
        if (hasBases)
        {
            json.WriteNumber("basis_scale_a", site.BasisScaleA ?? RandomBasis.ScaleOf(distribution, site.NumBasisA));
            json.WriteNumber("basis_scale_b", site.BasisScaleB ?? RandomBasis.ScaleOf(distribution, site.NumBasisB));
        }

        json.WriteNumber("in_features", site.InFeatures);
        json.WriteNumber("lora_alpha", site.Alpha);
        if (hasBases)
        {
            json.WriteNumber("num_basis_a", site.NumBasisA);
            json.WriteNumber("num_basis_b", site.NumBasisB);
            json.WriteBoolean("offset", site.Offset);
        }

        json.WriteNumber("out_features", site.OutFeatures);
        json.WriteString("path", site.Path);
        json.WriteString("peft_path", site.PeftPath);
        json.WriteNumber("r", site.Rank);
        json.WriteEndObject();
    }

    /// <summary>Reads a site.</summary>
    /// <param name="site">Its object.</param>
    /// <param name="method">The method.</param>
    /// <param name="distribution">The distribution of the bases.</param>
    /// <param name="mayScale">Whether the format's version lets bases have the scale of more bases than there are.</param>
    public static SitePlan Read(JsonSettings site, AdaptationMethod method, BasisDistribution distribution, bool mayScale)
    {
        var plan = new SitePlan
        {
            Path = site.GetString("path"),
            PeftPath = site.GetString("peft_path"),
            InFeatures = site.GetInt32("in_features", 1, AdapterLimits.MaxWidth),
            OutFeatures = site.GetInt32("out_features", 1, AdapterLimits.MaxWidth),
            Rank = site.GetInt32("r", 1, AdapterLimits.MaxRank),
            Alpha = site.GetDouble("lora_alpha", 0, AdapterLimits.MaxAlpha),
            ScalesFixedFactors = method == AdaptationMethod.VeRA,
        };
        if (method != AdaptationMethod.Nola)
        {
            return plan;
        }

        int numBasisA = site.GetInt32("num_basis_a", 1, AdapterLimits.MaxBasisCount);
        int numBasisB = site.GetInt32("num_basis_b", 1, AdapterLimits.MaxBasisCount);
        return plan with
        {
            NumBasisA = numBasisA,
            BasisScaleA = ReadScale(site, "basis_scale_a", distribution, numBasisA, mayScale),
            NumBasisB = numBasisB,
            BasisScaleB = ReadScale(site, "basis_scale_b", distribution, numBasisB, mayScale),
            Offset = site.GetBoolean("offset"),
        };
    }

    /// <summary>Each site once, and factors that one buffer can hold: whether a backbone has such sites is checked when one is bound.</summary>
    /// <returns>How many entries the factors have.</returns>
    public static long Require(JsonSettings config, IReadOnlyList<SitePlan> sites)
    {
        if (sites.CountBy(static site => site.Path, StringComparer.Ordinal).FirstOrDefault(static path => path.Value > 1) is { Key: { } path })
        {
            throw config.Fault("sites", $"names '{path}' more than once");
        }

        long size = sites.Sum(static site => (long)site.Rank * (site.InFeatures + (long)site.OutFeatures));
        if (size > Array.MaxLength)
        {
            throw config.Fault("sites", $"ask for factors of {size} entries, more than the {Array.MaxLength} that are supported");
        }

        return size;
    }

    /// <summary>The scale if it is another one than the number of bases gives, which is that of more bases.</summary>
    private static double? ReadScale(JsonSettings site, string name, BasisDistribution distribution, int count, bool mayScale)
    {
        double stored = site.GetDouble(name, 0, 1);
        double expected = RandomBasis.ScaleOf(distribution, count);
        if (Math.Abs(stored - expected) <= ScaleTolerance)
        {
            return null;
        }

        if (!mayScale)
        {
            throw site.Fault(name, string.Create(CultureInfo.InvariantCulture, $"is {stored:R}; basis version {BasisSpec.Version} has {expected:R}"));
        }

        double least = RandomBasis.ScaleOf(distribution, AdapterLimits.MaxBasisCount);
        return stored >= least && stored < expected
            ? stored
            : throw site.Fault(name, string.Create(
                CultureInfo.InvariantCulture,
                $"is {stored:R}; {count} bases have {expected:R}, and the first ones of more have less, down to {least:R}"));
    }
}
