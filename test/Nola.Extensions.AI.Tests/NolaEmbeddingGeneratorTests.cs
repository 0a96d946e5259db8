using Microsoft.Extensions.AI;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Extensions.AI.Tests;

[TestClass]
public sealed class NolaEmbeddingGeneratorTests
{
    private static readonly string[] Sentences =
    [
        "A man is playing a guitar.", "The stock market fell sharply on Tuesday.", "She bakes bread every morning.", "The train to Berlin is late.",
        "Our cat sleeps all day.", "The doctor prescribed a new medicine.", "It will rain tomorrow.", "He repaired the bicycle's brakes.",
        "The museum shows paintings from Italy.", "Water boils at one hundred degrees.", "The team won the football match.",
        "My password does not work any more.", "The river flooded the village.", "They bought a house with a garden.",
        "The film was boring and much too long.", "Children learn to read at school.", "The rocket was launched into orbit.",
        "Coffee keeps me awake at night.", "The judge sentenced the thief to prison.", "Whales are the largest mammals in the sea.",
    ];

    [TestMethod]
    [DataRow("Someone is making music on a string instrument", "A man is playing a guitar.")]
    [DataRow("I cannot log in to my account", "My password does not work any more.")]
    [DataRow("Share prices dropped", "The stock market fell sharply on Tuesday.")]
    [DataRow("a spacecraft left the earth", "The rocket was launched into orbit.")]
    [DataRow("What will the weather be like?", "It will rain tomorrow.")]
    public async Task A_program_that_knows_the_interface_alone_finds_sentences_by_meaning(string query, string expected)
    {
        using var generator = new NolaEmbeddingGenerator(BackboneReference.Default);
        var search = new SentenceSearch(generator);
        await search.AddAsync(Sentences);
        Assert.AreEqual(expected, await search.FindNearestAsync(query));
    }

    [TestMethod]
    public async Task Vectors_are_those_of_the_stage_in_the_order_of_the_texts()
    {
        var context = new MLContext();
        IDataView rows = context.Data.LoadFromEnumerable(Sentences.Select(static sentence => new Text { Sentence = sentence }));
        using NolaFeaturizeTextTransformer stage = context.Transforms.NolaFeaturizeText("Features", "Sentence", normalize: true).Fit(rows);
        float[][] expected = [.. stage.Transform(rows).GetColumn<float[]>("Features")];

        using NolaEmbeddingGenerator generator = stage.AsEmbeddingGenerator();
        GeneratedEmbeddings<Embedding<float>> found = await generator.GenerateAsync(Sentences);
        Assert.HasCount(Sentences.Length, found);
        using var alone = new NolaEmbeddingGenerator(BackboneReference.Default);
        for (int i = 0; i < found.Count; i++)
        {
            ReadOnlyMemory<float> vector = await alone.GenerateVectorAsync(Sentences[i]);
            Near.WithinAbsolute(expected[i], vector.Span, 1e-5, Sentences[i]);
            Near.WithinAbsolute(expected[i], found[i].Vector.Span, 1e-5, Sentences[i]);
        }

        Assert.IsEmpty(await generator.GenerateAsync([]));
    }

    [TestMethod]
    public async Task Dispose_gives_the_backbone_back_and_leaves_the_stage_alone()
    {
        using var folder = new TemporaryFolder();
        using var guard = new TensorGuard();
        var context = new MLContext();
        BackboneReference backbone = BackboneReference.FromFolder(TinyBackbone.Write(folder.File("backbone"), seed: 301));
        IDataView rows = context.Data.LoadFromEnumerable([new Text { Sentence = TinyBackbone.Words[0] }]);
        using NolaFeaturizeTextTransformer stage = context.Transforms.NolaFeaturizeText("Features", "Sentence", backbone).Fit(rows);
        NolaEmbeddingGenerator generator = stage.AsEmbeddingGenerator();
        float[] vector = (await generator.GenerateVectorAsync(TinyBackbone.Words[0])).ToArray();
        generator.Dispose();
        generator.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.GenerateAsync(["text"]));
        CollectionAssert.AreEqual(vector, stage.Transform(rows).GetColumn<float[]>("Features").Single());

        using NolaEmbeddingGenerator other = stage.AsEmbeddingGenerator();
        stage.Dispose();
        CollectionAssert.AreEqual(vector, (await other.GenerateVectorAsync(TinyBackbone.Words[0])).ToArray());
    }

    [TestMethod]
    public void It_says_what_it_is()
    {
        using var folder = new TemporaryFolder();
        using var generator = new NolaEmbeddingGenerator(BackboneReference.FromFolder(TinyBackbone.Write(folder.File("backbone"), seed: 302)));
        EmbeddingGeneratorMetadata metadata = generator.GetService<EmbeddingGeneratorMetadata>()!;
        Assert.AreEqual("nola", metadata.ProviderName);
        Assert.AreEqual(32, metadata.DefaultModelDimensions);
        Assert.AreEqual(64, metadata.DefaultModelId!.Length, "a backbone without a name is named by its hash");
        Assert.AreSame(generator, generator.GetService<NolaEmbeddingGenerator>());
        Assert.AreSame(generator, generator.GetService(typeof(IEmbeddingGenerator<string, Embedding<float>>)));
        Assert.IsNull(generator.GetService<NolaEmbeddingGenerator>("key"));
        Assert.IsNull(generator.GetService(typeof(string)));
    }

    [TestMethod]
    public async Task What_it_cannot_give_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var generator = new NolaEmbeddingGenerator(new NolaFeaturizeTextOptions
        {
            Backbone = BackboneReference.FromFolder(TinyBackbone.Write(folder.File("backbone"), seed: 303)),
            ScoringBatchSize = 2,
        });
        async Task<string> Refusal(EmbeddingGenerationOptions options) =>
            (await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(["text"], options))).Message;
        Assert.StartsWith("Dimensions is 16; this model gives 32. Leave it unset.", await Refusal(new() { Dimensions = 16 }));
        Assert.StartsWith("ModelId is 'other'; this generator has '", await Refusal(new() { ModelId = "other" }));
        Assert.HasCount(1, await generator.GenerateAsync(["text"], new() { Dimensions = 32 }));
        Assert.Contains("The text 1 is null.", (await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(["text", null!]))).Message);
        await Assert.ThrowsAsync<ArgumentNullException>(() => generator.GenerateAsync(null!));
        Assert.Throws<ArgumentNullException>(() => new NolaEmbeddingGenerator((BackboneReference)null!));
    }

    [TestMethod]
    public async Task A_cancelled_token_stops_it()
    {
        using var folder = new TemporaryFolder();
        using var generator = new NolaEmbeddingGenerator(BackboneReference.FromFolder(TinyBackbone.Write(folder.File("backbone"), seed: 304)));
        await Assert.ThrowsAsync<TaskCanceledException>(() => generator.GenerateAsync(["text"], cancellationToken: new CancellationToken(canceled: true)));
        using var source = new CancellationTokenSource();
        IEnumerable<string> many = Enumerable.Repeat(string.Join(' ', TinyBackbone.Words), 100_000);
        Task work = generator.GenerateAsync(many, cancellationToken: source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => work);
    }

    private sealed class Text
    {
        public string Sentence { get; set; } = "";
    }
}
