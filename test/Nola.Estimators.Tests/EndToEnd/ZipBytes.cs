using System.IO.Compression;
using Microsoft.ML;

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
    public static Dictionary<string, string> Entries(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return archive.Entries.ToDictionary(
            entry => entry.FullName.Replace('\\', '/'),
            entry =>
            {
                using var content = new MemoryStream();
                using Stream stream = entry.Open();
                stream.CopyTo(content);
                return Convert.ToHexStringLower(content.ToArray());
            },
            StringComparer.Ordinal);
    }

    /// <summary>A copy in which the content of an entry is changed, or which lacks it where the change is null.</summary>
    public static byte[] Change(byte[] zip, string name, Action<byte[]>? change)
    {
        using var result = new MemoryStream();
        using (var archive = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string entry, string hex) in Entries(zip))
            {
                byte[] content = Convert.FromHexString(hex);
                if (entry == name && change is null)
                {
                    continue;
                }

                if (entry == name)
                {
                    change!(content);
                }

                using Stream stream = archive.CreateEntry(entry).Open();
                stream.Write(content);
            }
        }

        return result.ToArray();
    }

    /// <summary>The exception that an action throws, and those inside it: ML.NET wraps what a loader throws.</summary>
    public static List<Exception> Chain(Action action)
    {
        var chain = new List<Exception>();
        for (Exception? exception = Assert.Throws<Exception>(action); exception is not null; exception = exception.InnerException)
        {
            chain.Add(exception);
        }

        return chain;
    }
}
