using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Transforms;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>A tiny backbone on disk, rows of made-up text whose words decide the class, and the pipeline over both.</summary>
public sealed class TinyFixture : IDisposable
{
    public static readonly string[] Tags = ["red", "green", "blue"];

    /// <summary>The number of each class, for regression.</summary>
    public static readonly float[] Grades = [-3, 0.5f, 12];

    /// <summary>One for the whole run: what CrossValidate fits is never disposed and keeps its backbone.</summary>
    private static readonly TemporaryFolder Shared = new();
    private static readonly Lazy<string> Backbone = new(() => TinyBackbone.Write(Shared.File("backbone")));

    private readonly TemporaryFolder _folder = new();

    public TinyFixture(int? seed = 1)
    {
        Context = new MLContext(seed);
    }

    public MLContext Context { get; }

    public string BackboneFolder => Backbone.Value;

    /// <summary>A new context that finds the backbone, for loading what was saved.</summary>
    public MLContext LoadingContext() => new MLContext().SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { BackboneFolder } });

    /// <summary>Called at the end of the run.</summary>
    public static void DeleteShared() => Shared.Dispose();

    public string File(string name) => _folder.File(name);

    /// <summary>Each class has words of its own, two a row.</summary>
    public static IEnumerable<Row> Rows(int count) => Enumerable.Range(0, count).Select(i =>
    {
        int tag = i % Tags.Length;
        return new Row
        {
            Text = $"{Word(tag, i)} {Word(tag, i / Tags.Length)}",
            Second = Word(tag, i + 1),
            Tag = Tags[tag],
            Number = i,
        };
    });

    public IDataView Data(int count) => Context.Data.LoadFromEnumerable(Rows(count));

    public IDataView Keyed(int count) => Keyed(Data(count));

    public IDataView Keyed(IDataView data) => Context.Transforms.Conversion.MapValueToKey("Label", "Tag").Fit(data).Transform(data);

    /// <summary>Labelled rows that no stage reads ahead, and something done whenever one is read.</summary>
    public IDataView Watched(int count, Action onRow) => Context.Data.LoadFromEnumerable(Rows(count).Select(row =>
    {
        onRow();
        return new LabelledRow { Text = row.Text, Label = (uint)Array.IndexOf(Tags, row.Tag) + 1 };
    }));

    public NolaTextClassificationOptions Options() => new()
    {
        Sentence1ColumnName = "Text",
        Backbone = BackboneReference.FromFolder(BackboneFolder),
        Training = new NolaTrainingOptions { Epochs = 3, BatchSize = 8 },
        Adapter = new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16 },
        MaxLength = 16,
    };

    public NolaTextClassificationTrainer Trainer(NolaTextClassificationOptions? options = null) =>
        Context.MulticlassClassification.Trainers.NolaTextClassification(options ?? Options());

    public EstimatorChain<KeyToValueMappingTransformer> Pipeline(NolaTextClassificationOptions? options = null) =>
        Context.Transforms.Conversion.MapValueToKey("Label", "Tag")
            .Append(Trainer(options))
            .Append(Context.Transforms.Conversion.MapKeyToValue("PredictedTag", "PredictedLabel"));

    /// <summary>Gives a Boolean label: whether a row is of the first class.</summary>
    public Microsoft.ML.Transforms.ValueMappingEstimator<string, bool> IsRed() =>
        Context.Transforms.Conversion.MapValue("Label", [KeyValuePair.Create(Tags[0], true)], "Tag");

    /// <summary>Gives a number for a label: each class has its own.</summary>
    public ValueMappingEstimator<string, float> Grade() =>
        Context.Transforms.Conversion.MapValue("Label", Tags.Zip(Grades, KeyValuePair.Create), "Tag");

    /// <summary>Rows with a number for a label.</summary>
    public IDataView Graded(int count) => Grade().Fit(Data(count)).Transform(Data(count));

    public NolaTextRegressionOptions RegressionOptions() => new()
    {
        Sentence1ColumnName = "Text",
        Backbone = BackboneReference.FromFolder(BackboneFolder),
        Training = new NolaTrainingOptions { Epochs = 3, BatchSize = 8 },
        Adapter = new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16 },
        MaxLength = 16,
    };

    public NolaBinaryTextClassificationOptions BinaryOptions() => new()
    {
        Sentence1ColumnName = "Text",
        Backbone = BackboneReference.FromFolder(BackboneFolder),
        Training = new NolaTrainingOptions { Epochs = 3, BatchSize = 8 },
        Adapter = new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16 },
        MaxLength = 16,
    };

    /// <summary>Does something in the middle of fits of this context: when the line of an epoch's end is logged.</summary>
    public void CancelAfterEpoch(int epoch, Action cancel) => Context.Log += (_, line) =>
    {
        if (line.RawMessage.StartsWith($"Epoch {epoch} of ", StringComparison.Ordinal))
        {
            cancel();
        }
    };

    /// <summary>MLContext.CancelExecution, which hosts such as AutoML reach and user code does not.</summary>
    public void CancelExecution() =>
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.NonPublic | BindingFlags.Instance)!.Invoke(Context, null);

    public void Dispose() => _folder.Dispose();

    public static int[] ScoreBits(IDataView scored) =>
        [.. scored.GetColumn<float[]>("Score").SelectMany(row => row).Select(BitConverter.SingleToInt32Bits)];

    private static string Word(int tag, int i) => TinyBackbone.Words[(tag * 60) + (i % 60)];

    private sealed class LabelledRow
    {
        public string Text { get; set; } = "";

        [KeyType(3)]
        public uint Label { get; set; }
    }
}
