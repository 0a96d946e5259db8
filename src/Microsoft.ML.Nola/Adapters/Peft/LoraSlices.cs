using System.Text;
using System.Text.Json;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>
/// Which slices of fused maps a file of this library adapts: a string in the metadata of its safetensors file, which PEFT does not look at. Without it a file
/// adapts the fused map as a whole.
/// </summary>
internal sealed class LoraSlices
{
    private const string Key = "slices";

    private readonly string _origin;
    private readonly ILookup<string, (string Path, int Offset, int Width)> _byModule;

    /// <summary>Reads the slices of a file.</summary>
    public LoraSlices(SafetensorsFile weights)
    {
        _origin = weights.Origin;
        JsonSettings? slices = weights.Metadata.TryGetValue(Key, out string? text) ? JsonSettings.Parse(Encoding.UTF8.GetBytes(text), _origin) : null;
        _byModule = (slices is null ? [] : slices.Names.Select(path => Read(slices, path)))
            .ToLookup(static slice => LoraModule.PathOf(slice.Path), StringComparer.Ordinal);
    }

    /// <summary>Adds the string, if any site is a slice.</summary>
    public static void Write(SafetensorsWriter writer, IReadOnlyList<SitePlan> sites)
    {
        Dictionary<string, int[]> slices = sites.Where(static site => site.Slice is not null)
            .ToDictionary(static site => site.Path, static site => (int[])[site.Slice!.Offset, site.OutFeatures], StringComparer.Ordinal);
        if (slices.Count > 0)
        {
            writer.Metadata[Key] = JsonSerializer.Serialize(slices);
        }
    }

    /// <summary>The sites of a module.</summary>
    /// <param name="module">The module as the file has it.</param>
    /// <param name="whole">The backbone's sites in it; empty if the backbone is not known.</param>
    public IEnumerable<LoraSite> SitesOf(SitePlan module, IReadOnlyList<AdapterSite> whole)
    {
        (string Path, int Offset, int Width)[] slices = [.. _byModule[module.Path]];
        if (slices.Length == 0)
        {
            // Every slice has all of A, and its rows of B.
            return whole.Any(static site => site.Slice is not null)
                ? whole.Select(site => new LoraSite(Part(module, site.Path, site.Slice!.Offset, site.OutFeatures, module.Rank), 0))
                : [new LoraSite(module, 0)];
        }

        int rank = module.Rank / slices.Length;
        bool fits = rank * slices.Length == module.Rank && Array.TrueForAll(
            slices,
            slice => slice.Width > 0 && slice.Offset <= module.OutFeatures - slice.Width
                && (whole.Count == 0 || whole.Any(site => site.Path == slice.Path && site.Slice?.Offset == slice.Offset && site.OutFeatures == slice.Width)));
        return fits
            ? slices.Select((slice, i) => new LoraSite(Part(module, slice.Path, slice.Offset, slice.Width, rank), i * rank))
            : throw new CorruptModelException(_origin, $"its slices of '{module.Path}' are not those of a module of rank {module.Rank} with {module.OutFeatures} outputs");
    }

    private static (string Path, int Offset, int Width) Read(JsonSettings slices, string path) =>
        slices.GetIntegers(path, 0, AdapterLimits.MaxWidth) is [long offset, long width]
            ? (path, (int)offset, (int)width)
            : throw slices.Fault(path, "is not an offset and a width");

    private static SitePlan Part(SitePlan module, string path, int offset, int width, int rank) => module with
    {
        Path = path,
        OutFeatures = width,
        Rank = rank,
        Alpha = module.Scale * rank,
        Slice = new ModuleSlice(offset, module.OutFeatures),
    };
}
