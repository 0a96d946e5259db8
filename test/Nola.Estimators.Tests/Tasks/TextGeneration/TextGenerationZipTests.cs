using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Persistence;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.TextGeneration;

/// <summary>The zip of the stage: the golden one, and what is damaged in it.</summary>
[TestClass]
public sealed class TextGenerationZipTests
{
    private const string Name = "v2/text-generation";

    private static readonly string Zip = Path.Combine(GoldenFiles.Folder, Name + ".zip");
    private static readonly string Texts = Path.Combine(GoldenFiles.Folder, Name + ".texts.txt");

    private readonly PromptFixture _fixture = new();

    [TestMethod]
    public void The_golden_model_is_read_and_generates_as_it_did()
    {
        if (Environment.GetEnvironmentVariable("NOLA_WRITE_GOLDEN") == "1" && !File.Exists(Zip))
        {
            Write();
        }

        using var stage = (NolaTextGenerationTransformer)StageEntries.Load(_fixture.Context, GoldenFiles.Zip(Name)).GetNolaTransformers().Single();
        Assert.AreEqual(0.8, stage.Generation.LengthPenalty);
        Assert.AreEqual(4, stage.Generation.NumBeams);
        CollectionAssert.AreEqual(File.ReadAllLines(Texts), Generate(stage));
    }

    [TestMethod]
    [DataRow("\"max_new_tokens\": 12", "\"max_new_tokens\": 0")]
    [DataRow("\"num_beams\": 4", "\"num_beams\": 257")]
    [DataRow("\"num_beams\": 4,", "")]
    [DataRow("\"early_stopping\": \"on\"", "\"early_stopping\": \"maybe\"")]
    [DataRow("\"early_stopping\": \"on\"", "\"early_stopping\": 1")]
    [DataRow("\"stop_strings\": [\n      \"!\"", "\"stop_strings\": [\n      null")]
    [DataRow("\"end_ids\": [\n      1", "\"end_ids\": [\n      -1")]
    [DataRow("\"begin_id\": 1", "\"begin_id\": -1")]
    [DataRow("\"generated_text\": \"GeneratedText\"", "\"text\": \"GeneratedText\"")]
    [DataRow("\"completion\": \"Completion\"", "\"completion\": \"\"")]
    [DataRow("\"readout\": \"logits\"", "\"readout\": \"tokens\"")]
    public void A_setting_that_is_damaged_is_refused(string right, string wrong)
    {
        byte[] zip = StageEntries.Of(GoldenFiles.Zip(Name)).WithSettings(right, wrong);
        Refusals.Of<CorruptModelException>(() => StageEntries.Load(_fixture.Context, zip));
    }

    [TestMethod]
    public void A_token_beyond_the_vocabulary_is_refused_when_text_is_wanted()
    {
        byte[] zip = StageEntries.Of(GoldenFiles.Zip(Name)).WithSettings("\"end_ids\": [\n      1", "\"end_ids\": [\n      512");
        using NolaTransformer stage = StageEntries.Load(_fixture.Context, zip).GetNolaTransformers().Single();
        Assert.Throws<ArgumentException>(() => Generate(stage));
    }

    private void Write()
    {
        NolaTextGenerationOptions options = PromptFixture.Options();
        options.Training.Epochs = 10;
        options.Generation = new NolaGenerationOptions
        {
            MaxNewTokens = 12, NumBeams = 4, LengthPenalty = 0.8, NoRepeatNGramSize = 4, EarlyStopping = EarlyStopping.On, StopStrings = { "!" },
        };
        using NolaTextGenerationTransformer model = _fixture.Trainer(options).Fit(_fixture.Data(60));
        _fixture.Context.Model.Save(model, _fixture.Data(1).Schema, Zip);
        File.WriteAllLines(Texts, Generate(model));
    }

    private string[] Generate(ITransformer stage) => [.. _fixture.Read(stage, _fixture.Data(12)).Select(static row => row.GeneratedText)];
}
