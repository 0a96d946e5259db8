using System.Globalization;

namespace FewShotImages;

/// <summary>
/// The fits of a file, one a line. A fit that is there is not done again, so a table of many hours can be made in parts. The file says nothing of epochs, sizes
/// and data: other settings want another file.
/// </summary>
/// <param name="path">The file; null keeps nothing.</param>
internal sealed class Records(string? path)
{
    private const string Header = "contender,per class,setting,drawing,seed,part,parameters,accuracy,seconds";

    private readonly Dictionary<string, Outcome> _outcomes = Read(path);

    /// <summary>What a fit gave, if it was done before.</summary>
    /// <param name="fit">What the fit was, as the first fields of a line.</param>
    public Outcome? Find(string fit) => _outcomes.GetValueOrDefault(fit);

    /// <summary>Adds a fit.</summary>
    public void Add(string fit, Outcome outcome)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{fit},{outcome.Parameters},{outcome.Accuracy:F4},{outcome.Seconds:F1}");
        Console.Error.WriteLine($"  {line}");
        if (path is not null)
        {
            File.AppendAllText(path, (File.Exists(path) ? "" : Header + "\n") + line + "\n");
        }
    }

    private static Dictionary<string, Outcome> Read(string? path)
    {
        var outcomes = new Dictionary<string, Outcome>(StringComparer.Ordinal);
        foreach (string line in File.Exists(path) ? File.ReadLines(path).Skip(1) : [])
        {
            // No name has a comma at its end, so the last three fields are the outcome.
            string[] fields = line.Split(',');
            outcomes[string.Join(',', fields[..^3])] = new Outcome(
                long.Parse(fields[^3], CultureInfo.InvariantCulture),
                double.Parse(fields[^1], CultureInfo.InvariantCulture),
                double.Parse(fields[^2], CultureInfo.InvariantCulture));
        }

        return outcomes;
    }
}
