using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Persistence;
using Nola.Estimators.Tests.Persistence;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.QuestionAnswering;

/// <summary>The zip of the stage: the golden one, and what is damaged in it.</summary>
[TestClass]
public sealed class QuestionAnsweringZipTests
{
    private const string Name = "v2/question-answering";

    private static readonly string Zip = Path.Combine(GoldenFiles.Folder, Name + ".zip");
    private static readonly string Scores = Path.Combine(GoldenFiles.Folder, Name + ".scores.txt");

    [TestMethod]
    public void The_golden_model_is_read_and_answers_as_it_did()
    {
        if (Environment.GetEnvironmentVariable("NOLA_WRITE_GOLDEN") == "1" && !File.Exists(Zip))
        {
            Write();
        }

        MLContext context = StageEntries.GoldenContext();
        using NolaTransformer stage = StageEntries.Load(context, GoldenFiles.Zip(Name)).GetNolaTransformers().Single();
        Assert.IsInstanceOfType<NolaQuestionAnsweringTransformer>(stage);
        AnswerPrediction[] found = Answer(context, stage);
        string[] expected = File.ReadAllLines(Scores);
        Assert.HasCount(expected.Length, found);
        for (int i = 0; i < expected.Length; i++)
        {
            string[] parts = expected[i].Split('|');
            CollectionAssert.AreEqual(parts[..3], found[i].Answer);
            Near.WithinAbsolute([.. parts[3..].Select(static part => float.Parse(part, CultureInfo.InvariantCulture))], found[i].Score, 1e-5, $"row {i}");
        }
    }

    [TestMethod]
    [DataRow("\"top_k\": 3", "\"top_k\": 0")]
    [DataRow("\"top_k\": 3", "\"top_k\": 1025")]
    [DataRow("\"max_answer_length\": 30", "\"max_answer_length\": 0")]
    [DataRow("\"max_answer_length\": 30,", "")]
    [DataRow("\"document_stride\": 4", "\"document_stride\": 0")]
    [DataRow("\"document_stride\": 4", "\"document_stride\": 100000")]
    [DataRow("\"sentence2\": \"Question\"", "\"sentence3\": \"Question\"")]
    [DataRow("\"answer\": \"Answer\"", "\"answer\": \"Score\"")]
    [DataRow("\"readout\": \"tokens\"", "\"readout\": \"mean\"")]
    public void A_setting_that_is_damaged_is_refused(string right, string wrong)
    {
        byte[] zip = StageEntries.Of(GoldenFiles.Zip(Name)).WithSettings(right, wrong);
        Refusals.Of<CorruptModelException>(() => StageEntries.Load(StageEntries.GoldenContext(), zip));
    }

    [TestMethod]
    public void Every_byte_of_the_settings_counts()
    {
        var entries = StageEntries.Of(GoldenFiles.Zip(Name));
        MLContext context = StageEntries.GoldenContext();
        byte[] json = entries.Own[StageJson.EntryName];
        for (int i = 0; i < json.Length; i += 7)
        {
            byte[] damaged = [.. json];
            damaged[i] ^= 0x40;
            Refusals.Of<CorruptModelException>(() => StageEntries.Load(context, entries.With(StageJson.EntryName, damaged)));
        }
    }

    private static void Write()
    {
        using var fixture = new QuestionFixture();
        NolaQuestionAnsweringOptions options = fixture.Options();
        options.Backbone = BackboneReference.FromFolder(GoldenFiles.Backbone);
        options.MaxLength = 16;
        options.DocumentStride = 4;
        options.Training.Epochs = 20;
        using NolaQuestionAnsweringTransformer model = fixture.Trainer(options).Fit(fixture.Data(24));
        fixture.Context.Model.Save(model, fixture.Data(1).Schema, Zip);
        File.WriteAllLines(Scores, Answer(fixture.Context, model).Select(static row =>
            string.Join('|', row.Answer.Concat(row.Score.Select(static score => score.ToString("R", CultureInfo.InvariantCulture))))));
    }

    private static AnswerPrediction[] Answer(MLContext context, ITransformer stage) =>
        QuestionFixture.Read(context, stage.Transform(context.Data.LoadFromEnumerable(QuestionFixture.Rows(9, words: 25))));
}
