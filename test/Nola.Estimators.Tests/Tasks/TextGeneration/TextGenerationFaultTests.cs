using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.TextGeneration;

/// <summary>What can be wrong with columns, options and backbones: one sentence with the stage and the way out.</summary>
[TestClass]
public sealed class TextGenerationFaultTests
{
    private readonly PromptFixture _fixture = new();

    [TestMethod]
    public void Without_a_backbone_the_fault_says_which_kinds_there_are()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => _fixture.Context.Transforms.NolaTextGeneration());
        Assert.StartsWith("NolaTextGeneration: Backbone is not set, and the default one is no language model; take the folder of a decoder", fault.Message);
    }

    [TestMethod]
    public void An_encoder_is_refused()
    {
        using var guard = new TensorGuard();
        NolaTextGenerationOptions options = PromptFixture.Options();
        options.Backbone = BackboneReference.FromFolder(GoldenFiles.Backbone);
        NolaCompatibilityException fault = Assert.Throws<NolaCompatibilityException>(() => _fixture.Trainer(options).Fit(_fixture.Data(4)));
        Assert.StartsWith("NolaTextGeneration: The backbone in '", fault.Message);
        Assert.Contains("(bert) is not a language model", fault.Message);
    }

    [TestMethod]
    public void A_token_that_the_model_does_not_know_is_refused_before_the_fit()
    {
        NolaTextGenerationOptions options = PromptFixture.Options();
        options.Generation.EosTokenIds.Add(512);
        Assert.StartsWith(
            "NolaTextGeneration: EosTokenIds has 512; the ids that backbone and tokenizer both know are 0 to 511.",
            Assert.Throws<ArgumentException>(() => _fixture.Trainer(options).Fit(_fixture.Data(4))).Message);
    }

    [TestMethod]
    public void Settings_without_effect_are_named_in_a_warning()
    {
        var log = new FitLog(_fixture.Context);
        NolaTextGenerationOptions options = PromptFixture.Options();
        options.Generation.Temperature = 0.5;
        options.Generation.LengthPenalty = 2;
        using NolaTextGenerationTransformer model = _fixture.Trainer(options).Fit(_fixture.Data(4));
        Assert.Contains("Warning Generation.Temperature, Generation.LengthPenalty have no effect beside the other settings of generation", log.Text);
    }

    [TestMethod]
    public void Columns_are_named_by_their_role()
    {
        Assert.Contains("the prompt column 'Weight' is of type Single; it must be text", Refuse(static options => options.PromptColumnName = "Weight"));
        Assert.Contains("the completion column 'Weight' is of type Single; it must be text", Refuse(static options => options.CompletionColumnName = "Weight"));
        Assert.Contains("the completion column 'Completio' is not among the columns", Refuse(static options => options.CompletionColumnName = "Completio"));
    }

    [TestMethod]
    public void Options_out_of_range_are_named_together()
    {
        NolaTextGenerationOptions options = PromptFixture.Options();
        options.Pooling = PoolingMode.Cls;
        options.PromptColumnName = "";
        options.Generation.MaxNewTokens = 0;
        options.Generation.NumBeams = 999;
        string message = Assert.Throws<ArgumentException>(() => _fixture.Trainer(options)).Message;
        foreach (string fault in (string[])
            ["Pooling is Cls; text generation pools nothing", "PromptColumnName is empty", "Generation.MaxNewTokens is 0", "Generation.NumBeams is 999"])
        {
            Assert.Contains(fault, message);
        }
    }

    [TestMethod]
    public void Rows_of_which_none_can_be_learnt_are_refused()
    {
        string long_ = string.Concat(Enumerable.Repeat("once upon a time ", 40));
        Assert.AreEqual(
            "NolaTextGeneration: all 1 rows of the training set lack a label in the column 'Completion'.",
            Assert.Throws<InvalidOperationException>(() => _fixture.Trainer().Fit(_fixture.Data([new PromptRow { Prompt = "a" }]))).Message);
        Assert.AreEqual(
            "NolaTextGeneration: none of the 1 rows of the training set with a completion has a prompt of less than MaxLength, 48 tokens; "
                + "raise MaxLength or shorten the prompts.",
            Assert.Throws<InvalidOperationException>(
                () => _fixture.Trainer().Fit(_fixture.Data([new PromptRow { Prompt = long_, Completion = "a" }]))).Message);
    }

    [TestMethod]
    public void A_number_that_becomes_too_large_ends_the_fit()
    {
        NolaTextGenerationOptions options = PromptFixture.Options(AdaptationMethod.LoRA);
        options.Training.LearningRate = 900;
        options.Training.Epochs = 20;
        Assert.Contains("training has diverged", Assert.Throws<NolaException>(() => _fixture.Trainer(options).Fit(_fixture.Data(60))).Message);
    }

    private string Refuse(Action<NolaTextGenerationOptions> change)
    {
        NolaTextGenerationOptions options = PromptFixture.Options();
        change(options);
        return Assert.Throws<ArgumentOutOfRangeException>(() => _fixture.Trainer(options).Fit(_fixture.Data(4))).Message;
    }
}
