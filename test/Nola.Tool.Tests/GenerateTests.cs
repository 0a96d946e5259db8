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
    public void A_language_model_is_held_in_fewer_bits()
    {
        string[] texts = [.. new[] { "none", "int8", "nf4" }.Select(static bits =>
        {
            ProgramResult result = Nola.Run(
                "generate", Stories, "--prompt", "Once upon a time, there was a little girl", "--max-new-tokens", "40", "--base-quantization", bits);
            Assert.AreEqual(0, result.ExitCode, result.Errors);
            Assert.StartsWith(" named Lily. She loved to play", result.Output);
            return result.Output;
        })];

        // Four bits are so few that a later word is another one; a backbone in single precision would give the same text.
        Assert.AreEqual(texts[0], texts[1]);
        Assert.AreNotEqual(texts[0], texts[2]);
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
        Refuses("leave --base-quantization out", folder.File("notes.zip"), "--backbone", Stories, "--prompt", "Tom:", "--base-quantization", "int8");
    }

    [TestMethod]
    public void Lines_of_a_file_are_continued_together_as_alone()
    {
        using var folder = new TemporaryFolder();
        string[] prompts = ["Once upon a time", "Lily had a", "The little dog was very happy because"];
        File.WriteAllText(folder.File("prompts.txt"), string.Join("\n\n", prompts));
        ProgramResult together = Nola.Run("generate", Stories, "--input", folder.File("prompts.txt"), "--max-new-tokens", "12");
        Assert.AreEqual(0, together.ExitCode, together.Errors);
        ProgramResult alone = Nola.RunWith(string.Join('\n', prompts), "generate", Stories, "--max-new-tokens", "12");
        Assert.AreEqual(alone.Output, together.Output);
        Assert.HasCount(3, together.Output.TrimEnd('\n').Split('\n'));
    }

    [TestMethod]
    public void Settings_of_generation_are_those_of_the_library()
    {
        const string Prompt = "Once upon a time, there was";
        MLContext ml = new();
        using NolaTextGenerationTransformer model = Frozen(ml);
        Check(new NolaGenerationOptions { MaxNewTokens = 16, DoSample = true, TopP = 0.8, TopK = 20, MinP = 0.01, Temperature = 1.2, Seed = 5 },
            "--top-p", "0.8", "--top-k", "20", "--min-p", "0.01", "--temperature", "1.2", "--seed", "5");
        Check(new NolaGenerationOptions { MaxNewTokens = 16, NumBeams = 3, LengthPenalty = 0.5, NoRepeatNGramSize = 2, RepetitionPenalty = 1.3 },
            "--num-beams", "3", "--length-penalty", "0.5", "--no-repeat-ngram-size", "2", "--repetition-penalty", "1.3");
        Check(new NolaGenerationOptions { MaxNewTokens = 16, StopStrings = { "little", "named" } }, "--stop", "little", "--stop", "named");

        void Check(NolaGenerationOptions options, params string[] arguments)
        {
            string expected = string.Concat(model.GenerateAsync(Prompt, options).ToBlockingEnumerable());
            ProgramResult result = Nola.Run(["generate", Stories, "--prompt", Prompt, "--max-new-tokens", "16", .. arguments]);
            Assert.AreEqual((0, expected + "\n", ""), (result.ExitCode, result.Output, result.Errors));
        }
    }

    /// <summary>Each turn is read with all that was said before, in the form of the template, which writes the begin token itself.</summary>
    [TestMethod]
    public void A_chat_has_the_form_of_the_model_s_template()
    {
        using TemporaryFolder folder = StoriesWithTemplate();
        ProgramResult chat = Nola.RunWith(
            "Hello, Lily.\nWhere is the ball?\n", "generate", folder.Path, "--chat", "--system", "Tell a story.", "--max-new-tokens", "8");
        Assert.AreEqual((0, ""), (chat.ExitCode, chat.Errors));

        using NolaTextGenerationTransformer model = Frozen(new MLContext());
        var options = new NolaGenerationOptions { MaxNewTokens = 8 };
        string first = Next("system: Tell a story.\nuser: Hello, Lily.\nassistant: ");
        string second = Next($"system: Tell a story.\nuser: Hello, Lily.\nassistant: {first}\nuser: Where is the ball?\nassistant: ");
        Assert.AreEqual($"{first}\n{second}\n", chat.Output);

        ProgramResult once = Nola.Run("generate", folder.Path, "--chat", "--system", "Tell a story.", "--max-new-tokens", "8", "--prompt", "Hello, Lily.");
        Assert.AreEqual((0, first + "\n"), (once.ExitCode, once.Output));

        // The stage puts the begin token before a prompt, as the template does in a chat.
        string Next(string prompt) => string.Concat(model.GenerateAsync(prompt, options).ToBlockingEnumerable());
    }

    /// <summary>Each of the long turns fits once beside the last one, and not twice.</summary>
    [TestMethod]
    public void A_chat_that_grows_beyond_what_the_model_reads_loses_its_oldest_turns()
    {
        using TemporaryFolder folder = StoriesWithTemplate();
        string story = string.Join(' ', Enumerable.Repeat("The dog saw a ball.", 22));
        string[] said = [story, story, story, story, "Where is the ball?"];
        ProgramResult chat = Nola.RunWith(
            string.Join('\n', said), "generate", folder.Path, "--chat", "--system", "Tell a story.", "--max-new-tokens", "8");
        Assert.AreEqual(0, chat.ExitCode, chat.Errors);
        Assert.AreEqual(
            "The conversation is longer than the 512 tokens that the model reads; from here on its oldest turns are left out.\n", chat.Errors, "it is said once");
        string[] answers = chat.Output.TrimEnd('\n').Split('\n');
        Assert.HasCount(5, answers);
        using NolaTextGenerationTransformer model = Frozen(new MLContext());
        var options = new NolaGenerationOptions { MaxNewTokens = 8 };
        string last = string.Concat(model.GenerateAsync(
            $"system: Tell a story.\nuser: {story}\nassistant: {answers[3]}\nuser: Where is the ball?\nassistant: ", options).ToBlockingEnumerable());
        Assert.AreEqual(last, answers[4]);

        ProgramResult alone = Nola.Run(
            "generate", folder.Path, "--chat", "--prompt", string.Join(' ', Enumerable.Repeat("The dog saw a ball.", 100)), "--max-new-tokens", "8");
        Assert.AreEqual(1, alone.ExitCode);
        Assert.Contains("The conversation has more than 512 tokens, and the backbone reads 512", alone.Errors);
    }

    [TestMethod]
    public void What_has_no_effect_is_said_and_what_does_not_go_together_is_refused()
    {
        ProgramResult seed = Nola.Run("generate", Stories, "--prompt", "Once", "--max-new-tokens", "1", "--seed", "3");
        Assert.AreEqual((0, "--seed has no effect beside the other settings.\n"), (seed.ExitCode, seed.Errors));
        RefusesUsage("--temperature draws tokens, and --num-beams searches without draws; leave one of them out.", "--temperature", "0.5", "--num-beams", "2");
        RefusesUsage("--temperature is 0; it must be above 0 and at most 100.", "--temperature", "0");
        RefusesUsage("--max-new-tokens is 0; it must be 1 to 1048576; --top-p is 2; it must be above 0 and at most 1.", "--max-new-tokens", "0", "--top-p", "2");
        RefusesUsage("--no-repeat-ngram-size is -1; it must be at least 0.", "--no-repeat-ngram-size", "-1");
        RefusesUsage("--prompt and --input exclude each other.", "--prompt", "a", "--input", "b");
        RefusesUsage("--system goes with --chat.", "--system", "a");
        Refuses("has no chat template", Stories, "--chat", "--prompt", "a");

        static void RefusesUsage(string because, params string[] arguments)
        {
            ProgramResult result = Nola.Run(["generate", Stories, .. arguments]);
            Assert.AreEqual(2, result.ExitCode, result.Output);
            Assert.StartsWith(because + "\n", result.Errors);
        }
    }

    [TestMethod]
    public void What_generates_nothing_is_refused()
    {
        Refuses("a stage that generates text", Nola.Colours, "--backbone", Nola.Backbone, "--prompt", "a");
        Refuses("language model", Nola.Backbone, "--prompt", "a");
        Refuses("nowhere.zip", "nowhere.zip", "--prompt", "a");
    }

    /// <summary>The model as it is: with a linear probe nothing trains.</summary>
    private static NolaTextGenerationTransformer Frozen(MLContext ml) => ml.Transforms.NolaTextGeneration(new NolaTextGenerationOptions
    {
        Backbone = BackboneReference.FromFolder(Stories),
        Adapter = new AdapterConfig { Method = AdaptationMethod.LinearProbe },
    }).Fit(ml.Data.LoadFromEnumerable([new Note { Prompt = "a", Completion = " b" }]));

    private static TemporaryFolder StoriesWithTemplate()
    {
        var folder = new TemporaryFolder();
        foreach (string file in Directory.EnumerateFiles(Stories))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }

        File.WriteAllText(
            folder.File("chat_template.jinja"),
            "{{ bos_token }}{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}");
        return folder;
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
