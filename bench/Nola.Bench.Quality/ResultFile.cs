using System.Text.Json;
using System.Text.Json.Serialization;
using Nola.Bench.Quality.Methods;

namespace Nola.Bench.Quality;

/// <summary>One line of JSON a result. What is there is not measured again, so a table of many hours is made in parts, in any order.</summary>
internal sealed class ResultFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly string _path;
    private readonly Dictionary<QualityRun, Measured> _results = [];

    public ResultFile(string path)
    {
        _path = path;
        foreach (string line in File.Exists(path) ? File.ReadLines(path).Where(static line => line.Length > 0) : [])
        {
            QualityResult result = JsonSerializer.Deserialize<QualityResult>(line, Options)!;
            _results[result.Run] = result.Measured;
        }
    }

    public IEnumerable<QualityResult> All => _results.Select(static pair => new QualityResult(pair.Key, pair.Value));

    public Measured? Find(QualityRun run) => _results.GetValueOrDefault(run);

    public void Add(QualityRun run, Measured measured)
    {
        _results[run] = measured;
        File.AppendAllText(_path, JsonSerializer.Serialize(new QualityResult(run, measured), Options) + "\n");
    }
}
