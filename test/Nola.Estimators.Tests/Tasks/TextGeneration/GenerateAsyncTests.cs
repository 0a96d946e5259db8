using System.Text;
using Microsoft.ML;
using Microsoft.ML.Nola;

namespace Nola.Estimators.Tests.Tasks.TextGeneration;

/// <summary>Text that comes piece by piece, and settings of generation other than those of the fit.</summary>
[TestClass]
public sealed class GenerateAsyncTests
{
    private const string Prompt = "Once upon a time";

    private readonly PromptFixture _fixture = new();

    [TestMethod]
    public async Task The_pieces_are_the_text_of_the_column()
    {
        using NolaTextGenerationTransformer model = Create();
        string whole = _fixture.Read(model, _fixture.Data([new PromptRow { Prompt = Prompt }])).Single().GeneratedText;
        List<string> pieces = await ReadAsync(model.GenerateAsync(Prompt));
        Assert.IsGreaterThan(4, pieces.Count);
        Assert.AreEqual(whole, string.Concat(pieces));

        // Given back, it takes the backbone again; and an enumeration can be left early.
        model.Dispose();
        await foreach (string piece in model.GenerateAsync(Prompt))
        {
            Assert.AreEqual(pieces[0], piece);
            break;
        }
    }

    [TestMethod]
    public async Task Settings_can_be_given_for_one_text_or_for_a_stage_of_its_own()
    {
        using NolaTextGenerationTransformer model = Create();
        var options = new NolaGenerationOptions { MaxNewTokens = 3 };
        string three = string.Concat(await ReadAsync(model.GenerateAsync(Prompt, options)));
        using NolaTextGenerationTransformer shorter = model.WithGeneration(options);
        options.MaxNewTokens = 9;
        Assert.AreEqual(3, shorter.Generation.MaxNewTokens);
        shorter.Generation.MaxNewTokens = 11;
        Assert.AreEqual(16, model.Generation.MaxNewTokens);
        Assert.AreEqual(three, _fixture.Read(shorter, _fixture.Data([new PromptRow { Prompt = Prompt }])).Single().GeneratedText);
        Assert.AreEqual(3, Loaded(shorter).Generation.MaxNewTokens);
    }

    [TestMethod]
    public async Task A_cancelled_text_ends_and_the_stage_goes_on()
    {
        using NolaTextGenerationTransformer model = Create();
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (string _ in model.GenerateAsync(Prompt, cancellationToken: stop.Token))
            {
                await stop.CancelAsync();
            }
        });
        Assert.IsNotEmpty(await ReadAsync(model.GenerateAsync(Prompt)));
    }

    [TestMethod]
    public async Task Settings_out_of_range_and_prompts_that_are_too_long_are_refused()
    {
        using NolaTextGenerationTransformer model = Create();
        Assert.Contains(
            "NolaTextGeneration: MaxNewTokens is 0", Assert.Throws<ArgumentException>(() => model.GenerateAsync(Prompt, new() { MaxNewTokens = 0 })).Message);
        Assert.Throws<ArgumentException>(() => model.WithGeneration(new() { NumBeams = 0 }));
        Assert.Throws<ArgumentNullException>(() => model.GenerateAsync(null!));
        var longPrompt = new StringBuilder();
        for (int i = 0; i < 200; i++)
        {
            longPrompt.Append(" once upon a time");
        }

        NolaException fault = await Assert.ThrowsAsync<NolaException>(() => ReadAsync(model.GenerateAsync(longPrompt.ToString())));
        Assert.Contains("512", fault.Message);
        ArgumentException unknown = await Assert.ThrowsAsync<ArgumentException>(
            () => ReadAsync(model.GenerateAsync(Prompt, new NolaGenerationOptions { EosTokenIds = { 512 } })));
        Assert.StartsWith("NolaTextGeneration: ", unknown.Message);
    }

    private NolaTextGenerationTransformer Create()
    {
        NolaTextGenerationOptions options = PromptFixture.Options(AdaptationMethod.LinearProbe);
        options.Adapter = new AdapterConfig { Method = AdaptationMethod.LinearProbe };
        return _fixture.Trainer(options).Fit(_fixture.Data(4));
    }

    private NolaTextGenerationTransformer Loaded(ITransformer stage)
    {
        byte[] zip = EndToEnd.ZipBytes.Save(_fixture.Context, stage, _fixture.Data(1).Schema);
        return (NolaTextGenerationTransformer)EndToEnd.ZipBytes.Load(_fixture.Context, zip, out _).GetNolaTransformers().Single();
    }

    private static async Task<List<string>> ReadAsync(IAsyncEnumerable<string> pieces)
    {
        List<string> read = [];
        await foreach (string piece in pieces)
        {
            read.Add(piece);
        }

        return read;
    }
}
