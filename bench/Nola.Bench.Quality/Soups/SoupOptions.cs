using System.CommandLine;
using Microsoft.ML.Nola;
using Nola.Bench.Quality.Data;

namespace Nola.Bench.Quality.Soups;

/// <summary>What commands over kept fits have in common.</summary>
internal sealed class SoupOptions
{
    private readonly Option<string> _data = new("--data") { Description = "The folder of sentiment-sentences, sst2 and banking77.", Required = true };
    private readonly Option<string> _fits = new("--fits") { Description = "The folder of fits; what is there is not fitted again.", Required = true };
    private readonly Option<int> _draws = new("--draws") { Description = "How many draws of rows.", DefaultValueFactory = static _ => 3 };

    private readonly Option<double> _minutes = new("--minutes")
    {
        Description = "No fit begins after so many minutes.", DefaultValueFactory = static _ => double.PositiveInfinity,
    };

    private readonly Option<ComputeType> _computeType = new("--compute-type")
    {
        Description = "In which type of number the backbone computes; another one wants another folder of fits.",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_data, _fits, _draws, _minutes, _computeType])
        {
            command.Add(option);
        }
    }

    /// <summary>The draws of a data set.</summary>
    /// <param name="parsed">What was said.</param>
    /// <param name="set">The name of the set.</param>
    public Draw[] Draws(ParseResult parsed, string set)
    {
        DataSet chosen = DataSet.All(parsed.GetRequiredValue(_data)).Single(one => one.Name == set);
        return [.. Enumerable.Range(0, parsed.GetValue(_draws)).Select(chosen.DrawRows)];
    }

    /// <summary>The rows of draws as what fits and measures.</summary>
    /// <param name="parsed">What was said.</param>
    /// <param name="draws">The draws.</param>
    public SoupRows[] Rows(ParseResult parsed, Draw[] draws) => [.. draws.Select(draw => new SoupRows(draw, parsed.GetValue(_computeType)))];

    /// <summary>Where the fits to a data set, or to several, lie.</summary>
    /// <inheritdoc cref="Draws"/>
    public FitFolder Fits(ParseResult parsed, string set) =>
        new(Directory.CreateDirectory(Path.Combine(parsed.GetRequiredValue(_fits), set)).FullName, parsed.GetValue(_minutes));
}
