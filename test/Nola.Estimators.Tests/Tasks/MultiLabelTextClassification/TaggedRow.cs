using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.MultiLabelTextClassification;

/// <summary>A row of made-up text with a word for each of its tags, which may be none, one or all three.</summary>
public sealed class TaggedRow
{
    public string Text { get; set; } = "";

    public string Second { get; set; } = "";

    public string Tags { get; set; } = "";

    public bool Red { get; set; }

    public bool Green { get; set; }

    public bool Blue { get; set; }

    public float Number { get; set; }

    [VectorType(3)]
    public bool[] Label { get; set; } = [];

    /// <summary>Every set of tags in turn.</summary>
    public static IEnumerable<TaggedRow> Create(int count) => Enumerable.Range(0, count).Select(static i =>
    {
        bool[] label = [.. Enumerable.Range(0, 3).Select(tag => ((i >> tag) & 1) == 1)];
        int[] tags = [.. Enumerable.Range(0, 3).Where(tag => label[tag])];
        return new TaggedRow
        {
            Text = string.Join(' ', tags.Select(tag => TinyBackbone.Words[(tag * 60) + (i % 20)]).Append(TinyBackbone.Words[190 + (i % 5)])),
            Second = TinyBackbone.Words[185 + (i % 3)],
            Tags = string.Join(',', tags.Select(static tag => TinyFixture.Tags[tag])),
            Red = label[0],
            Green = label[1],
            Blue = label[2],
            Number = i,
            Label = label,
        };
    });

    public static IDataView View(TinyFixture fixture, int count) => fixture.Context.Data.LoadFromEnumerable(Create(count));

    public static NolaMultiLabelTextClassificationOptions Options(TinyFixture fixture) => new()
    {
        Sentence1ColumnName = "Text",
        Backbone = BackboneReference.FromFolder(fixture.BackboneFolder),
        Training = new NolaTrainingOptions { Epochs = 3, BatchSize = 8 },
        Adapter = new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16 },
        MaxLength = 16,
    };

    /// <summary>Options with which the words are learnt.</summary>
    public static NolaMultiLabelTextClassificationOptions Learning(TinyFixture fixture)
    {
        NolaMultiLabelTextClassificationOptions options = Options(fixture);
        options.Pooling = PoolingMode.Mean;
        options.Training = new NolaTrainingOptions { Epochs = 40, BatchSize = 8, LearningRate = 0.02, HeadLearningRate = 0.05 };
        return options;
    }
}
