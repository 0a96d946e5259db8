using Microsoft.ML;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Model zips as bytes: what is in them, and copies with one entry changed.</summary>
internal static class ZipBytes
{
    public static byte[] Save(MLContext context, ITransformer model, DataViewSchema? schema)
    {
        using var stream = new MemoryStream();
        context.Model.Save(model, schema, stream);
        return stream.ToArray();
    }

    public static ITransformer Load(MLContext context, byte[] zip, out DataViewSchema schema)
    {
        using var stream = new MemoryStream(zip);
        return context.Model.Load(stream, out schema);
    }

    /// <summary>Contents in hexadecimal, by name with forward slashes.</summary>
    public static Dictionary<string, string> Entries(byte[] zip) =>
        ZipFiles.Read(zip).ToDictionary(static entry => entry.Key, static entry => Convert.ToHexStringLower(entry.Value), StringComparer.Ordinal);

    /// <summary>A copy in which the content of an entry is changed, or which lacks it if the change is null.</summary>
    public static byte[] Change(byte[] zip, string name, Action<byte[]>? change)
    {
        List<KeyValuePair<string, byte[]>> entries = ZipFiles.Read(zip);
        change?.Invoke(entries.Single(entry => entry.Key == name).Value);
        return ZipFiles.Write(entries.Where(entry => change is not null || entry.Key != name));
    }
}
