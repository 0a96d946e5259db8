using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.TextGeneration;

/// <summary>Rows of prompts whose completions name what the prompt has, and options over the small language model of the repository.</summary>
internal sealed class PromptFixture
{
    private static readonly string[] Names = ["Tom", "Lily", "Ben", "Sue", "Max", "Mia", "Tim", "Amy", "Sam", "Anna"];
    private static readonly string[] Toys = ["ball", "car", "doll", "boat", "bear", "hat"];

    public PromptFixture(int? seed = 1)
    {
        Context = new MLContext(seed).SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { Folder } });
    }

    public static string Folder { get; } = Path.Combine(Repository.Root, "models", "stories260K");

    public MLContext Context { get; }

    /// <summary>Ten names times six toys.</summary>
    public static IEnumerable<PromptRow> Rows(int count) => Enumerable.Range(0, count).Select(static i =>
    {
        (string name, string toy) = (Names[i % Names.Length], Toys[(i / Names.Length) % Toys.Length]);
        return new PromptRow { Prompt = $"{name}: {toy}.", Completion = $" The {toy} is red." };
    });

    public IDataView Data(int count) => Context.Data.LoadFromEnumerable(Rows(count));

    public IDataView Data(IEnumerable<PromptRow> rows) => Context.Data.LoadFromEnumerable(rows);

    public static NolaTextGenerationOptions Options(AdaptationMethod method = AdaptationMethod.Nola) => new()
    {
        Backbone = BackboneReference.FromFolder(Folder),
        Training = new NolaTrainingOptions { Epochs = 1, BatchSize = 10 },
        Adapter = new AdapterConfig { Rank = 4, NumBasisA = 32, NumBasisB = 32, Method = method },
        MaxLength = 48,
        Generation = new NolaGenerationOptions { MaxNewTokens = 16 },
    };

    public NolaTextGenerationTrainer Trainer(NolaTextGenerationOptions? options = null) => Context.Transforms.NolaTextGeneration(options ?? Options());

    /// <summary>What a stage lets follow the prompts of a view.</summary>
    public GeneratedRow[] Read(ITransformer stage, IDataView data) =>
        [.. Context.Data.CreateEnumerable<GeneratedRow>(stage.Transform(data), reuseRowObject: false)];
}
