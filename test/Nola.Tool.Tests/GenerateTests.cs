using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Tool.Tests;

[TestClass]
public sealed class GenerateTests
{
    private static readonly string Stories = Path.Combine(Repository.Root, "models", "stories260K");

    /// <summary>The first sentence that the model writes is one of its reference outputs.</summary>
    [TestMethod]
    public void A_language_model_goes_on_as_it_is()
    {
        ProgramResult result = Nola.Run("generate", Stories, "--prompt", "Once upon a time, there was a little girl", "--max-new-tokens", "40");
        Assert.AreEqual(0, result.ExitCode, result.Errors);
        Assert.AreEqual(
            " named Lily. She loved to play outside in the park. One day, she saw a big, red ball. She wanted to play with it,", result.Output.TrimEnd('\n', '\r'));
    }

    [TestMethod]
    public void A_zip_answers_each_line()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(seed: 1);
        using (NolaTextGenerationTransformer fitted = ml.Transforms.NolaTextGeneration(new NolaTextGenerationOptions
        {
            Backbone = BackboneReference.FromFolder(Stories),
            Training = new NolaTrainingOptions { Epochs = 1 },
            Generation = new NolaGenerationOptions { MaxNewTokens = 8 },
        }).Fit(ml.Data.LoadFromEnumerable([new Note { Prompt = "Tom:", Completion = " a hat" }, new Note { Prompt = "Lily:", Completion = " a ball" }])))
        {
            ml.Model.Save(fitted, null, folder.File("notes.zip"));
        }

        ProgramResult result = Nola.RunWith("Tom:\n\nLily:\n", "generate", folder.File("notes.zip"), "--backbone", Stories);
        Assert.AreEqual(0, result.ExitCode, result.Errors);
        Assert.HasCount(2, result.Output.TrimEnd('\n').Split('\n'));
        ProgramResult drawn = Nola.Run("generate", folder.File("notes.zip"), "--backbone", Stories, "--prompt", "Tom:", "--temperature", "0.9", "--seed", "2");
        Assert.AreEqual(0, drawn.ExitCode, drawn.Errors);
    }

    [TestMethod]
    public void What_generates_nothing_is_refused()
    {
        Refuses("a stage that generates text", Nola.Colours, "--backbone", Nola.Backbone, "--prompt", "a");
        Refuses("language model", Nola.Backbone, "--prompt", "a");
        Refuses("nowhere.zip", "nowhere.zip", "--prompt", "a");
        Assert.AreEqual(2, Nola.Run("generate", Stories, "--prompt", "a", "--temperature", "0").ExitCode);
    }

    private static void Refuses(string because, params string[] arguments)
    {
        ProgramResult result = Nola.Run(["generate", .. arguments]);
        Assert.AreEqual(1, result.ExitCode, result.Output);
        Assert.Contains(because, result.Errors);
    }

    private sealed class Note
    {
        public string Prompt { get; set; } = "";

        public string Completion { get; set; } = "";
    }
}
