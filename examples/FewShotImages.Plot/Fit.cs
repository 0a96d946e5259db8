using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration.Attributes;

namespace FewShotImages.Plot;

/// <summary>A line of the file that FewShotImages writes.</summary>
internal sealed class Fit
{
    [Name("contender")]
    public string Contender { get; set; } = "";

    [Name("per class")]
    public int PerClass { get; set; }

    [Name("part")]
    public string Part { get; set; } = "";

    [Name("parameters")]
    public long Parameters { get; set; }

    [Name("accuracy")]
    public double Accuracy { get; set; }

    /// <summary>The fits whose accuracy is to be reported, without those by which settings were chosen.</summary>
    public static Fit[] Read(string path)
    {
        using var reader = new StreamReader(path);
        using var csv = new CsvReader(reader, CultureInfo.InvariantCulture);
        return [.. csv.GetRecords<Fit>().Where(static fit => fit.Part == "test")];
    }
}
