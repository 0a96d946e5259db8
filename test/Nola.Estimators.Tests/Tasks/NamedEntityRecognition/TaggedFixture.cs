using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Transforms;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.NamedEntityRecognition;

/// <summary>Sentences of made-up words, and a pipeline over a tiny backbone. The word decides the tag.</summary>
public sealed class TaggedFixture : IDisposable
{
    public static readonly string[] Tags = ["O", "B-person", "B-place"];

    private readonly TinyFixture _tiny;

    public TaggedFixture(int? seed = 1) => _tiny = new TinyFixture(seed);

    public MLContext Context => _tiny.Context;

    public string BackboneFolder => _tiny.BackboneFolder;

    public MLContext LoadingContext() => _tiny.LoadingContext();

    public string File(string name) => _tiny.File(name);

    /// <summary>Sentences of three to six words, and one of none and one without an entity among each nine.</summary>
    public static IEnumerable<TaggedRow> Rows(int count) => Enumerable.Range(0, count).Select(static i => i % 9 == 7
        ? Row([])
        : Row([.. Enumerable.Range(0, 3 + (i % 4)).Select(word => i % 9 == 8 ? 0 : (i + word) % 3)], i));

    public IDataView Data(int count) => Context.Data.LoadFromEnumerable(Rows(count));

    public IDataView Keyed(IDataView data) => Context.Transforms.Conversion.MapValueToKey("Label", "Tags").Fit(data).Transform(data);

    public IDataView Keyed(int count) => Keyed(Data(count));

    public NolaNamedEntityRecognitionOptions Options(AdaptationMethod method = AdaptationMethod.Nola) => new()
    {
        Backbone = BackboneReference.FromFolder(BackboneFolder),
        Training = new NolaTrainingOptions { Epochs = 3, BatchSize = 8 },
        Adapter = new AdapterConfig { Method = method, Rank = 2, NumBasisA = 16, NumBasisB = 16 },
        MaxLength = 16,
    };

    /// <summary>Options with which the words are learnt.</summary>
    public NolaNamedEntityRecognitionOptions Learning(AdaptationMethod method = AdaptationMethod.Nola)
    {
        NolaNamedEntityRecognitionOptions options = Options(method);
        options.Training.Epochs = 40;
        options.Training.LearningRate = method == AdaptationMethod.FullFineTuning ? 1e-3 : 0.02;
        options.Training.HeadLearningRate = 0.05;
        return options;
    }

    public NolaNamedEntityRecognitionTrainer Trainer(NolaNamedEntityRecognitionOptions? options = null) =>
        Context.MulticlassClassification.Trainers.NolaNamedEntityRecognition(options ?? Options());

    public EstimatorChain<KeyToValueMappingTransformer> Pipeline(NolaNamedEntityRecognitionOptions? options = null) =>
        Context.Transforms.Conversion.MapValueToKey("Label", "Tags")
            .Append(Trainer(options))
            .Append(Context.Transforms.Conversion.MapKeyToValue("PredictedTags", "PredictedLabel"));

    /// <summary>One of the ten words that have a tag: O, B-person or B-place.</summary>
    public static string Word(int kind, int i) => TinyBackbone.Words[(kind * 60) + (i % 10)];

    public void Dispose() => _tiny.Dispose();

    private static TaggedRow Row(int[] kinds, int seed = 0) => new()
    {
        Sentence = string.Join(' ', kinds.Select((kind, word) => Word(kind, (seed * 7) + word))),
        Tags = [.. kinds.Select(static kind => Tags[kind])],
        Weight = 1 + (seed % 2),
    };
}
