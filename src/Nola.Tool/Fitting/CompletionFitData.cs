using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Tables.Completions;
using Nola.Tool.Models;

namespace Nola.Tool.Fitting;

/// <summary>Prompts with completions.</summary>
internal sealed class CompletionFitData : IFitData
{
    private readonly CompletionTable _train;
    private readonly CompletionTable? _test;

    private CompletionFitData(CompletionTable train, CompletionTable? test)
    {
        _train = train;
        _test = test;
        Train = train.ToDataView();
    }

    public IDataView Train { get; }

    public int TrainRows => _train.Rows.Count;

    public int? TestRows => _test?.Rows.Count;

    public IEnumerable<string> Description =>
    [
        FormattableString.Invariant(
            $"prompt '{_train.PromptColumn}', completion '{_train.CompletionColumn}' (text generation, {_train.Prompts.Count:N0} different prompts)"),
        .. _train.Notes,
    ];

    public static CompletionFitData Read(FitSettings settings, CompletionTableOptions options)
    {
        CompletionTable table = CompletionTable.Read(settings.Data, options);
        if (settings.Test is null)
        {
            (CompletionTable train, CompletionTable? test) = settings.Holdout > 0 ? table.Split(settings.Holdout, settings.Seed) : (table, null);
            return new CompletionFitData(train, test);
        }

        return new CompletionFitData(
            table, CompletionTable.Read(settings.Test, options with { Prompt = table.PromptColumn, Completion = table.CompletionColumn }));
    }

    public IEstimator<ITransformer> CreateEstimator(MLContext ml, FitOptions fit)
    {
        var options = new NolaTextGenerationOptions { PromptColumnName = _train.PromptColumn, CompletionColumnName = _train.CompletionColumn };
        options.Generation.MaxNewTokens = fit.Settings.MaxNewTokens ?? options.Generation.MaxNewTokens;
        fit.ApplyTo(options);
        return ml.Transforms.NolaTextGeneration(options);
    }

    public Metrics Measure(MLContext ml, ITransformer model) =>
        Metrics.Measure(ml, (NolaTextGenerationTransformer)model.GetNolaTransformers()[0], _test!);

    public void SaveReport(string path, string title, MLContext ml, ITransformer model) => model.GetNolaTransformers()[0].Report!.SaveHtml(path);
}
