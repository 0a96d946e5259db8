using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>What a fit says in MLContext.Log, as "Kind message". Numbers that no run repeats are put as #; ML.NET's own traces are left out.</summary>
internal sealed partial class FitLog
{
    public FitLog(MLContext context)
    {
        context.Log += (_, line) =>
        {
            if (line.Kind != ChannelMessageKind.Trace && line.Source.Contains("Nola", StringComparison.Ordinal))
            {
                Lines.Add($"{line.Kind} {Changing().Replace(line.RawMessage, "#")}");
            }
        };
    }

    public List<string> Lines { get; } = [];

    public string Text => string.Join('\n', Lines);

    [GeneratedRegex(@"(?<=loss |accuracy )\d+\.\d+|\d+(?= rows/s| s left)|(?<= in )\d+\.\d(?= s(?:;|$))|(?<=kept, epoch )\d+|(?<=over bert )[0-9a-f]{12}",
        RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Changing();
}
