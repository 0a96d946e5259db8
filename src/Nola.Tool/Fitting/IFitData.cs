using Microsoft.ML;
using Nola.Tool.Models;

namespace Nola.Tool.Fitting;

/// <summary>The rows of a fit: those to learn from and, if there are any, those to be tested on; and what their task makes of them.</summary>
internal interface IFitData
{
    /// <summary>Gets the rows to learn from.</summary>
    public IDataView Train { get; }

    /// <summary>Gets how many rows there are to learn from.</summary>
    public int TrainRows { get; }

    /// <summary>Gets how many rows there are to be tested on; null if none were asked for.</summary>
    public int? TestRows { get; }

    /// <summary>Gets sentences on columns and task, and on what was left out or guessed.</summary>
    public IEnumerable<string> Description { get; }

    /// <summary>The pipeline that is fitted and saved.</summary>
    public IEstimator<ITransformer> CreateEstimator(MLContext ml, FitOptions options);

    /// <summary>Measures on the rows to be tested on.</summary>
    public Metrics Measure(MLContext ml, ITransformer model);

    /// <summary>Writes the HTML report.</summary>
    public void SaveReport(string path, string title, MLContext ml, ITransformer model);
}
