using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.QuestionAnswering;

/// <summary>Rows of questions whose answers are words of a kind, and options over the tiny backbone.</summary>
public sealed class QuestionFixture : IDisposable
{
    private readonly TinyFixture _tiny;

    public QuestionFixture(int? seed = 1)
    {
        _tiny = new TinyFixture(seed);
        Context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { _tiny.BackboneFolder } });
    }

    public MLContext Context => _tiny.Context;

    public TinyFixture Tiny => _tiny;

    public static IEnumerable<QuestionRow> Rows(int count, int words = 8) => Enumerable.Range(0, count).Select(i =>
    {
        string answer = i % 3 == 0 ? $"{Word(0, i % 4)}, {Word(0, 20 + (i % 4))}" : Word(0, 40 + (i % 4));
        int place = i % words;
        string before = string.Concat(Enumerable.Range(0, place).Select(at => Word(1, (i * 3) + at) + " "));
        string after = string.Concat(Enumerable.Range(place, words - place).Select(at => " " + Word(1, (i * 3) + at)));
        return new QuestionRow { Context = before + answer + after, Question = Word(2, i), TrainingAnswer = answer, AnswerIndex = before.Length };
    });

    public IDataView Data(int count, int words = 8) => Context.Data.LoadFromEnumerable(Rows(count, words));

    public NolaQuestionAnsweringOptions Options(AdaptationMethod method = AdaptationMethod.Nola) => new()
    {
        Backbone = BackboneReference.FromFolder(_tiny.BackboneFolder),
        Training = new NolaTrainingOptions { Epochs = 3, BatchSize = 8 },
        Adapter = new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16, Method = method },
        MaxLength = 32,
    };

    public NolaQuestionAnsweringTrainer Trainer(NolaQuestionAnsweringOptions? options = null) =>
        Context.MulticlassClassification.Trainers.NolaQuestionAnswering(options ?? Options());

    /// <summary>All answers and scores of scored rows.</summary>
    public static AnswerPrediction[] Read(MLContext context, IDataView scored) =>
        [.. context.Data.CreateEnumerable<AnswerPrediction>(scored, reuseRowObject: false)];

    public void Dispose() => _tiny.Dispose();

    private static string Word(int kind, int i) => TinyBackbone.Words[(kind * 60) + (i % 60)];
}
