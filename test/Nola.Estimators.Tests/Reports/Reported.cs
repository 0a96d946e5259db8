using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;

namespace Nola.Estimators.Tests.Reports;

/// <summary>Reports over rows that are scored already: the model is an empty chain.</summary>
internal static class Reported
{
    public static ITransformer Nothing => new TransformerChain<ITransformer>();

    public static EvaluationReport Of<TRow>(IEnumerable<TRow> rows, EvaluationReportOptions? options = null)
        where TRow : class
    {
        var context = new MLContext(1);
        return EvaluationReport.Create(context, Nothing, context.Data.LoadFromEnumerable(rows), options);
    }
}
