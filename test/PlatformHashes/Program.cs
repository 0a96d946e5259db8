// Usage: PlatformHashes <repository> [group...]
// Prints a line "name hash" for each check of the groups (all but "machine" if none is named). A known answer that is missed ends it with exit code 1.
using PlatformHashes;

string root = args[0];
var groups = new Dictionary<string, Action<Report>>(StringComparer.Ordinal)
{
    ["machine"] = Machine.Describe,
    ["basis"] = report => BasisChecks.Run(report, root),
    ["conversions"] = ConversionChecks.Run,
    ["tokens"] = report => TokenChecks.Run(report, root),
    ["files"] = report => FileChecks.Run(report, root),
};
var report = new Report();
foreach (string group in args.Length > 1 ? args[1..] : [.. groups.Keys.Where(static name => name != "machine")])
{
    groups[group](report);
}

return report.ExitCode;
