using System.Text.Json;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints;

/// <summary>The shared malformed files and what their manifest wants done with them.</summary>
internal static class MalformedFiles
{
    /// <summary>Runs a reader over every file of a kind.</summary>
    /// <returns>How many files there were.</returns>
    public static int Check(string kind, Action<string> read, Func<string, bool>? selects = null)
    {
        string folder = Repository.Shared("fixtures", "malformed");
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        int count = 0;
        foreach (JsonElement file in manifest.RootElement.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Array)
            .SelectMany(property => property.Value.EnumerateArray()))
        {
            string name = file.GetProperty("path").GetString()!;
            if (file.GetProperty("kind").GetString() != kind || selects?.Invoke(name) == false)
            {
                continue;
            }

            count++;
            string path = Path.Combine(folder, name);
            switch (file.GetProperty("must").GetString())
            {
                case "reject":
                    Console.WriteLine(Hostile.IsRefused(path, () => read(path)).Message[folder.Length..]);
                    break;
                case "accept":
                    Hostile.IsAccepted(path, () => read(path));
                    break;
                default:
                    Hostile.IsTakenOrRefused(path, () => read(path));
                    break;
            }
        }

        return count;
    }
}
