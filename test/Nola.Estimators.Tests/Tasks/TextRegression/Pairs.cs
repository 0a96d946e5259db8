using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.TextRegression;

/// <summary>Pairs of made-up texts with numbers for labels, and fits on them.</summary>
internal static class Pairs
{
    /// <summary>Each row has two words; its label is high if they come from the same half of the vocabulary.</summary>
    public static PairRow[] Rows(int count) =>
    [
        .. Enumerable.Range(0, count).Select(static i => new PairRow
        {
            Text = Word(i % 2, i),
            Second = Word(i / 2 % 2, i + 7),
            Label = i % 2 == i / 2 % 2 ? 10 : 2,
        }),
    ];

    public static IDataView View(TinyFixture fixture, params PairRow[] rows) => fixture.Context.Data.LoadFromEnumerable(rows);

    public static NolaTextRegressionOptions Options(TinyFixture fixture, PairMode mode = PairMode.Siamese)
    {
        NolaTextRegressionOptions options = fixture.RegressionOptions();
        options.Sentence2ColumnName = "Second";
        options.PairMode = mode;
        return options;
    }

    public static NolaTextRegressionTransformer Fit(TinyFixture fixture, NolaTextRegressionOptions options, params PairRow[] rows) =>
        fixture.Context.Regression.Trainers.NolaTextRegression(options).Fit(View(fixture, rows));

    public static float[] Scores(TinyFixture fixture, ITransformer model, params PairRow[] rows) =>
        [.. model.Transform(View(fixture, rows)).GetColumn<float>("Score")];

    private static string Word(int half, int i) => TinyBackbone.Words[(half * 90) + (i % 90)];
}
