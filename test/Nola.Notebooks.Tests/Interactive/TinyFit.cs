using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Notebooks.Tests.Interactive;

/// <summary>A fit over a tiny backbone, of rows whose texts and categories would do harm in a page that takes them for HTML.</summary>
internal sealed class TinyFit : IDisposable
{
    public const string Script = "<script>alert('category')</script>";
    public const string Quotes = "a & \"b\" </td>";
    public const string Image = "<img src=x onerror=\"alert(1)\">";

    private readonly TemporaryFolder _folder = new();
    private readonly List<NolaProgress> _progress = [];

    public TinyFit()
    {
        var ml = new MLContext(1);
        IReadOnlyList<string> words = TinyBackbone.Words;

        // Both categories have the same texts, so that some rows are errors whatever is learnt.
        Rows = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 24).Select(i => new Sample { Text = $"{words[i / 2]} {Image}", Category = i % 2 == 0 ? Script : Quotes }));
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", nameof(Sample.Category))
            .Append(ml.MulticlassClassification.Trainers.NolaTextClassification(new NolaTextClassificationOptions
            {
                Sentence1ColumnName = nameof(Sample.Text),
                Backbone = BackboneReference.FromFolder(TinyBackbone.Write(_folder.File("backbone"))),
                Training = new NolaTrainingOptions { Epochs = 3, BatchSize = 8 },
                Progress = new Recorder(_progress),
            }));
        var model = pipeline.Fit(Rows);
        Stage = model.GetNolaTransformers()[0];
        Metrics = ml.MulticlassClassification.Evaluate(model.Transform(Rows));
        Evaluation = EvaluationReport.Create(ml, model, Rows);
    }

    public IDataView Rows { get; }

    public NolaTransformer Stage { get; }

    public MulticlassClassificationMetrics Metrics { get; }

    public EvaluationReport Evaluation { get; }

    /// <summary>All that the fit reported.</summary>
    public IReadOnlyList<NolaProgress> Progress => _progress;

    public void Dispose()
    {
        Stage.Dispose();
        _folder.Dispose();
    }

    private sealed class Recorder(List<NolaProgress> reports) : IProgress<NolaProgress>
    {
        public void Report(NolaProgress value) => reports.Add(value);
    }
}
