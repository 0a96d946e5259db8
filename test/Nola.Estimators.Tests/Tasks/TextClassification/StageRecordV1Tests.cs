using System.Text;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.TextClassification;

namespace Nola.Estimators.Tests.Tasks.TextClassification;

[TestClass]
public sealed class StageRecordV1Tests
{
    private const string Json = """
        {
          "label_column": "Label",
          "score_column": "Score",
          "output_column": "PredictedLabel",
          "sentence1_column": "Text",
          "sentence2_column": null,
          "label_type": "UInt32",
          "classes": 3,
          "pooling": "mean",
          "max_length": 128,
          "batch_size": 16,
          "backbone_identity": "abc"
        }
        """;

    private static readonly StageRecordV1 Stage = new()
    {
        LabelColumn = "Label",
        ScoreColumn = "Score",
        OutputColumn = "PredictedLabel",
        Sentence1Column = "Text",
        Sentence2Column = null,
        LabelType = "UInt32",
        Classes = 3,
        Pooling = PoolingMode.Mean,
        MaxLength = 128,
        BatchSize = 16,
        BackboneIdentity = "abc",
    };

    [TestMethod]
    public void The_same_settings_give_the_same_bytes()
    {
        Assert.AreEqual(Json, Encoding.UTF8.GetString(StageJson.Write(Stage)));
        Assert.AreEqual(Stage, StageRecordV1.Read(Encoding.UTF8.GetBytes(Json), "stage.json"));
    }

    [TestMethod]
    public void It_says_what_the_record_of_today_says()
    {
        StageRecord record = StageRecordV1.Read(Encoding.UTF8.GetBytes(Json), "stage.json").ToRecord("stage.json");
        Assert.AreEqual("text_classification", record.Task);
        Assert.AreEqual(
            "label=Label predicted_label=PredictedLabel score=Score sentence1=Text",
            string.Join(' ', record.Columns.Select(static column => $"{column.Key}={column.Value}")));
        Assert.AreEqual(("mean", 128, 16, "abc"), (record.Readout, record.MaxLength, record.ScoringBatch, record.Backbone.Identity));
    }

    [TestMethod]
    [DataRow("\"classes\": 3", "\"classes\": 1")]
    [DataRow("\"classes\": 3", "\"classes\": 65537")]
    [DataRow("\"classes\": 3", "\"classes\": 3e9")]
    [DataRow("\"classes\": 3,", "")]
    [DataRow("\"classes\": 3", "\"classes\": 3, \"classes\": 3")]
    [DataRow("\"classes\": 3", "\"classes\": 3, \"more\": 3")]
    [DataRow("\"mean\"", "\"median\"")]
    [DataRow("\"mean\"", "7")]
    [DataRow("\"Label\"", "null")]
    [DataRow("\"Label\"", "\"\"")]
    [DataRow("\"Score\"", "\"PredictedLabel\"")]
    [DataRow("\"batch_size\": 16", "\"batch_size\": 0")]
    [DataRow("\"max_length\": 128", "\"max_length\": 7")]
    [DataRow("\"UInt32\"", "\"String\"")]
    [DataRow("\"Label\"", "\"\\ud800\"")]
    [DataRow("{", "[")]
    public void Anything_else_is_refused(string part, string instead)
    {
        byte[] json = Encoding.UTF8.GetBytes(Json.Replace(part, instead, StringComparison.Ordinal));
        Assert.AreEqual("stage.json", Assert.Throws<CorruptModelException>(() => Read(json)).Path);
    }

    private static FittedTask Read(byte[] json)
    {
        StageRecord record = StageRecordV1.Read(json, "stage.json").ToRecord("stage.json");
        return TextClassificationStage.Read(record, new StageEntries(new Dictionary<string, byte[]>(StringComparer.Ordinal), static name => name));
    }
}
