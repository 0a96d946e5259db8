using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Progress;
using Microsoft.ML.Nola.Views;

namespace Microsoft.ML.Nola;

/// <summary>
/// Makes a .NET notebook (Polyglot Notebooks, dotnet-repl, Jupyter) show fits, adapters, evaluations, ML.NET's classification metrics and metrics of generated
/// text as tables and curves, and a <see cref="NolaPicture"/> as a picture.
/// </summary>
public static class NolaFormatters
{
    /// <summary>
    /// Registers what is shown, as HTML and as plain text. <c>#r "nuget: Nola.MLNet.Interactive"</c> does so by itself; a program or notebook that loads the
    /// assembly in another way calls it once. It does nothing where there is no notebook, and may be called again.
    /// </summary>
    public static void Register()
    {
        if (NotebookKernel.IsPresent)
        {
            RegisterAll();
        }
    }

    // Methods of their own, so that the types of the notebook's kernel are not asked for where there is none.
    private static void RegisterAll()
    {
        Register<NolaFitReport>(FitViews.Of);
        Register<AdapterInfo>(FitViews.Of);
        Register<EvaluationReport>(EvaluationViews.Of);
        Register<MulticlassClassificationMetrics>(MetricViews.Of);
        Register<BinaryClassificationMetrics>(MetricViews.Of);
        Register<CalibratedBinaryClassificationMetrics>(MetricViews.Of);
        Register<ConfusionMatrix>(MetricViews.Of);
        Register<NolaTextGenerationMetrics>(MetricViews.Of);
        Register<NolaMultipleChoiceMetrics>(MetricViews.Of);
        Formatter.Register<NolaPicture>(static (picture, writer) => writer.Write(picture.ToHtml()), HtmlFormatter.MimeType);
        Formatter.Register<NolaPicture>(static (picture, writer) => writer.Write(picture.ToString()), PlainTextFormatter.MimeType);
    }

    private static void Register<T>(Func<T, View> view)
    {
        Formatter.Register<T>((value, writer) => writer.Write(HtmlText.Of(view(value))), HtmlFormatter.MimeType);
        Formatter.Register<T>((value, writer) => writer.Write(PlainText.Of(view(value))), PlainTextFormatter.MimeType);
    }
}
