using System.Text;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Reports;

/// <summary>Writes the file of a report.</summary>
internal static class ReportFile
{
    public static void Write(string path, string html) => OutputFile.Write(path, "report", stream => stream.Write(Encoding.UTF8.GetBytes(html)));
}
