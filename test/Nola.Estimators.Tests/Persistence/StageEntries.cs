using System.Security.Cryptography;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Persistence;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Persistence;

/// <summary>A zip with one NOLA stage, taken apart: the stage's entries by their names within it, and all others.</summary>
internal sealed class StageEntries
{
    public const string MainStream = "Model.key";

    /// <summary>Where this library's part of the main stream begins, behind ML.NET's header: the format version, then the hash of the manifest.</summary>
    public const int BodyStart = 256;
    public const int BodyLength = sizeof(int) + SHA256.HashSizeInBytes;

    private readonly List<KeyValuePair<string, byte[]>> _others;

    private StageEntries(string directory, List<KeyValuePair<string, byte[]>> entries)
    {
        Directory = directory;
        _others = entries.FindAll(entry => !entry.Key.StartsWith(directory, StringComparison.Ordinal));
        Own = entries.Except(_others).ToDictionary(entry => entry.Key[directory.Length..], static entry => entry.Value, StringComparer.Ordinal);
    }

    /// <summary>The stage's directory in the zip, with a slash at its end.</summary>
    public string Directory { get; }

    /// <summary>The entries of the stage.</summary>
    public Dictionary<string, byte[]> Own { get; }

    public static StageEntries Of(byte[] zip)
    {
        List<KeyValuePair<string, byte[]>> entries = ZipFiles.Read(zip);
        string manifest = entries.Single(static entry => entry.Key.EndsWith("/" + Manifest.EntryName, StringComparison.Ordinal)).Key;
        return new StageEntries(manifest[..^Manifest.EntryName.Length], entries);
    }

    /// <summary>The stage of a golden pipeline alone: what other stages of ML.NET make of a damaged one is not tested here.</summary>
    public static StageEntries OfGoldenStage(string method)
    {
        MLContext context = GoldenContext();
        using NolaTransformer stage = Load(context, GoldenFiles.Zip(method)).GetNolaTransformers().Single();
        return Of(ZipBytes.Save(context, stage, null));
    }

    /// <summary>A context that finds the golden backbone.</summary>
    public static MLContext GoldenContext() => new MLContext(1).SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { GoldenFiles.Backbone } });

    public static ITransformer Load(MLContext context, byte[] zip) => ZipBytes.Load(context, zip, out _);

    /// <summary>Makes manifest and main stream fit the other entries.</summary>
    public static void Sign(Dictionary<string, byte[]> own)
    {
        own[Manifest.EntryName] = Manifest.Write(
            own.Where(static entry => entry.Key is not (MainStream or Manifest.EntryName))
                .ToDictionary(static entry => entry.Key, static entry => EntryContent.Of(entry.Value), StringComparer.Ordinal));
        SignManifest(own);
    }

    /// <summary>Makes the main stream fit the manifest, whatever that says.</summary>
    public static void SignManifest(Dictionary<string, byte[]> own)
    {
        byte[] main = [.. own[MainStream]];
        SHA256.HashData(own[Manifest.EntryName]).CopyTo(main, BodyStart + sizeof(int));
        own[MainStream] = main;
    }

    /// <summary>The zip with other entries in place of the stage's own.</summary>
    public byte[] Zip(IEnumerable<KeyValuePair<string, byte[]>> own) =>
        ZipFiles.Write(_others.Concat(own.Select(entry => KeyValuePair.Create(Directory + entry.Key, entry.Value))));

    /// <summary>The zip with a part of stage.json replaced, and signed as if it had been written so.</summary>
    public byte[] WithSettings(string right, string wrong)
    {
        Dictionary<string, byte[]> own = new(Own, StringComparer.Ordinal);
        string json = Encoding.UTF8.GetString(own[StageJson.EntryName]);
        Assert.Contains(right, json);
        own[StageJson.EntryName] = Encoding.UTF8.GetBytes(json.Replace(right, wrong, StringComparison.Ordinal));
        Sign(own);
        return Zip(own);
    }

    /// <summary>The zip with one entry changed.</summary>
    public byte[] With(string name, byte[] content) => Zip(new Dictionary<string, byte[]>(Own, StringComparer.Ordinal) { [name] = content });
}
