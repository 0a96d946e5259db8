using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.TextGeneration;

/// <summary>The score column of a stage that generates text.</summary>
[TestClass]
public sealed class ContinuationTests
{
    private static readonly Question[] Questions =
    [
        new() { Prompt = "Once upon a time there was a", Choices = [" little girl", " piano", " the", ""], Label = 0, Subject = "girls" },
        new() { Prompt = "Tom: car.", Choices = [" The car is red.", " The hat is red."], Label = 0, Subject = "toys" },
        new() { Prompt = "Lily: hat.", Choices = [" The boat is red.", " The doll is red.", " The hat is red."], Label = 2, Subject = "toys" },
    ];

    [TestMethod]
    public void Scores_are_those_of_the_engine_whatever_the_batch_and_no_text_is_generated_for_them()
    {
        using TensorGuard guard = new();
        var fixture = new PromptFixture();
        using NolaTextGenerationTransformer stage = Frozen(fixture);
        using NolaTextGenerationTransformer scoring = stage.WithContinuations("Choices");
        IDataView data = fixture.Context.Data.LoadFromEnumerable(Questions);
        float[][] scores = [.. scoring.Transform(data).GetColumn<float[]>("Score")];
        Assert.AreEqual(1, scoring.Stage.Forwards, "one batch of scores, and nothing generated");

        ContinuationScore[][] expected = Engine();
        for (int row = 0; row < Questions.Length; row++)
        {
            for (int i = 0; i < Questions[row].Choices.Length; i++)
            {
                float score = expected[row][i].Tokens == 0 ? float.NaN : (float)expected[row][i].LogLikelihood;
                Assert.AreEqual(score, scores[row][i], 1e-4f);
            }
        }

        Assert.IsGreaterThan(scores[0][1], scores[0][0], "a girl is what stories begin with");
        using PredictionEngine<Question, Scored> engine = fixture.Context.Model.CreatePredictionEngine<Question, Scored>(scoring);
        Scored alone = engine.Predict(Questions[2]);
        for (int i = 0; i < 3; i++)
        {
            Assert.AreEqual(scores[2][i], alone.Score[i], 1e-4f);
        }

        Assert.AreEqual(stage.Transform(data).GetColumn<string>("GeneratedText").ElementAt(1), scoring.Transform(data).GetColumn<string>("GeneratedText").ElementAt(1));
    }

    /// <summary>The rows are read before it is cancelled: it is the work on them that ends.</summary>
    [TestMethod]
    [DataRow("GeneratedText")]
    [DataRow("Score")]
    public void A_cancellation_ends_the_work_on_a_batch_between_two_passes(string column)
    {
        using TensorGuard guard = new();
        using var source = new CancellationTokenSource();
        var fixture = new PromptFixture();
        using NolaTextGenerationTransformer stage = Frozen(fixture);
        using NolaTextGenerationTransformer scoring = stage.WithContinuations("Choices");
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { CancellationToken = source.Token });
        IDataView scored = scoring.Transform(fixture.Context.Data.LoadFromEnumerable(CancelAtTheEnd()));
        using (DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema[column]]))
        {
            Assert.IsTrue(cursor.MoveNext());
            OperationCanceledException exception = Assert.Throws<OperationCanceledException>(() =>
            {
                if (column == "Score")
                {
                    VBuffer<float> scores = default;
                    cursor.GetGetter<VBuffer<float>>(scored.Schema[column])(ref scores);
                }
                else
                {
                    ReadOnlyMemory<char> text = default;
                    cursor.GetGetter<ReadOnlyMemory<char>>(scored.Schema[column])(ref text);
                }
            });
            Assert.AreEqual(source.Token, exception.CancellationToken);
        }

        Assert.Throws<OperationCanceledException>(() => scored.GetColumn<string>("GeneratedText").ToArray(), "what begins afterwards ends too");
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions());
        Assert.HasCount(Questions.Length, scored.GetColumn<string>("GeneratedText").ToArray());

        IEnumerable<Question> CancelAtTheEnd()
        {
            foreach (Question question in Questions)
            {
                yield return question;
            }

            source.Cancel();
        }
    }

    [TestMethod]
    public void Scores_are_divided_by_tokens_characters_or_bytes()
    {
        var fixture = new PromptFixture();
        using NolaTextGenerationTransformer stage = Frozen(fixture);
        Question[] rows = [new() { Prompt = "Once upon a time", Choices = [" a caf\u00e9 \U0001F600 "] }];
        ContinuationScore score = Engine(rows)[0][0];
        foreach ((ScoreNormalization normalization, double divisor) in new[]
        {
            (ScoreNormalization.None, 1), (ScoreNormalization.Tokens, score.Tokens), (ScoreNormalization.Characters, 8), (ScoreNormalization.Bytes, 12),
        })
        {
            using NolaTextGenerationTransformer scoring = stage.WithContinuations("Choices", normalization: normalization);
            float found = scoring.Transform(fixture.Context.Data.LoadFromEnumerable(rows)).GetColumn<float[]>("Score").Single().Single();
            Assert.AreEqual(score.LogLikelihood / divisor, found, 1e-3, normalization.ToString());
        }
    }

    [TestMethod]
    public void A_fitted_pipeline_scores_what_it_learnt_higher_and_a_zip_keeps_it()
    {
        using var folder = new TemporaryFolder();
        var fixture = new PromptFixture();
        NolaTextGenerationOptions options = PromptFixture.Options();
        options.ContinuationsColumnName = "Choices";
        options.ScoreColumnName = "Likelihood";
        options.ScoreNormalization = ScoreNormalization.Tokens;
        options.Training.Epochs = 4;
        IDataView train = fixture.Data(60);
        using NolaTextGenerationTransformer fitted = fixture.Trainer(options).Fit(train);
        using NolaTextGenerationTransformer frozen = Frozen(fixture);
        using NolaTextGenerationTransformer baseline = frozen.WithContinuations("Choices", "Likelihood", ScoreNormalization.Tokens);
        IDataView data = fixture.Context.Data.LoadFromEnumerable(Questions);
        float[][] before = [.. baseline.Transform(data).GetColumn<float[]>("Likelihood")];
        float[][] after = [.. fitted.Transform(data).GetColumn<float[]>("Likelihood")];
        Assert.IsGreaterThan(before[1][0] + 0.5f, after[1][0]);

        fixture.Context.Model.Save(fitted, data.Schema, folder.File("model.zip"));
        ITransformer loaded = fixture.Context.Model.Load(folder.File("model.zip"), out _);
        float[][] again = [.. loaded.Transform(data).GetColumn<float[]>("Likelihood")];
        CollectionAssert.AreEqual(after[2], again[2]);
        using (NolaTextGenerationTransformer other = fitted.WithGeneration(new NolaGenerationOptions { MaxNewTokens = 2 }))
        {
            CollectionAssert.AreEqual(after[2], other.Transform(data).GetColumn<float[]>("Likelihood").ElementAt(2));
        }

        ((IDisposable)loaded).Dispose();
        NolaMultipleChoiceMetrics metrics = fixture.Context.EvaluateMultipleChoice(fitted.Transform(data), scoreColumnName: "Likelihood", subjectColumnName: "Subject");
        Assert.AreEqual(3, metrics.Rows);
        Assert.AreEqual(after.Select(static row => Array.IndexOf(row, row.Where(static score => !float.IsNaN(score)).Max()))
            .Zip(Questions).Count(static pair => pair.First == pair.Second.Label) / 3.0, metrics.Accuracy, 1e-12);
    }

    [TestMethod]
    public void Columns_and_options_that_do_not_fit_are_named()
    {
        var fixture = new PromptFixture();
        using NolaTextGenerationTransformer stage = Frozen(fixture);
        IDataView data = fixture.Context.Data.LoadFromEnumerable(Questions);
        using NolaTextGenerationTransformer missing = stage.WithContinuations("Answers");
        Assert.Contains(
            "NolaTextGeneration: the continuations column 'Answers' is not among the columns that come in",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => missing.Transform(data)).Message);
        using NolaTextGenerationTransformer numbers = stage.WithContinuations("Label");
        Assert.Contains(
            "NolaTextGeneration: the continuations column 'Label' is of type Int32; it must be text or a vector of text",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => numbers.Transform(data)).Message);
        Assert.Contains(
            "scoreColumnName is 'GeneratedText', as the column of generated text is",
            Assert.ThrowsExactly<ArgumentException>(() => stage.WithContinuations("Choices", "GeneratedText")).Message);
        NolaTextGenerationOptions options = PromptFixture.Options();
        options.ContinuationsColumnName = "";
        options.ScoreColumnName = "GeneratedText";
        options.ScoreNormalization = (ScoreNormalization)9;
        string message = Assert.ThrowsExactly<ArgumentException>(() => fixture.Trainer(options)).Message;
        Assert.Contains("ContinuationsColumnName is empty; null means that no continuations are scored", message);
        Assert.Contains("OutputColumnName and ScoreColumnName are both 'GeneratedText'", message);
        Assert.Contains("ScoreNormalization is 9; it must be a member of ScoreNormalization", message);
    }

    private static NolaTextGenerationTransformer Frozen(PromptFixture fixture)
    {
        NolaTextGenerationOptions options = PromptFixture.Options(AdaptationMethod.LinearProbe);
        options.Adapter = new AdapterConfig { Method = AdaptationMethod.LinearProbe };
        return fixture.Trainer(options).Fit(fixture.Data(2));
    }

    private static ContinuationScore[][] Engine(Question[]? rows = null)
    {
        rows ??= Questions;
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(PromptFixture.Folder));
        var scorer = new ContinuationScorer(lease.Backbone, AdapterBinding.None, TextTokenizer.FromFolder(PromptFixture.Folder), TorchGate.Shared, beginId: 1, batchSize: 1);
        return scorer.ScoreAll([.. rows.Select(static row => row.Prompt)], [.. rows.Select(static row => row.Choices)]);
    }

    private sealed class Question
    {
        public string Prompt { get; set; } = "";

        public string[] Choices { get; set; } = [];

        public int Label { get; set; }

        public string Subject { get; set; } = "";
    }

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }
}
