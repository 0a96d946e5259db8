using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>
/// Every fault that a user of the stage can make: its type, and a message that names the stage, and the column, option or file. Columns of wrong types are in
/// TrainerColumnTests, sets of options in OptionsTests, devices in DeviceTests, cancellation in CancellationTests, zips in ZipEndToEndTests.
/// </summary>
[TestClass]
public sealed class MessageTests
{
    private const string Stage = "NolaTextClassification: ";

    [TestMethod]
    [DataRow("option out of range", typeof(ArgumentException), Stage + "MaxLength is 7; it must be 8 to 65536. (Parameter 'options')")]
    [DataRow("too long for the backbone", typeof(ArgumentException), Stage + "MaxLength is 65; the backbone takes at most 64 tokens. (Parameter 'options')")]
    [DataRow("no such module", typeof(ArgumentException), Stage + "TargetModules holds 'nothing', which names no module of this backbone. Roles: ")]
    [DataRow("no regular expression", typeof(ArgumentException),
        Stage + "TargetModules holds the pattern '(', which is not a regular expression that runs without backtracking: ")]
    [DataRow("no pooling", typeof(NolaCompatibilityException),
        Stage + "'FOLDER/odd/1_Pooling/config.json' asks for no pooling; set Pooling to Mean, Cls, LastToken or Pooler.")]
    [DataRow("no backbone", typeof(BackboneNotFoundException), "The backbone in the folder 'FOLDER/nothing' was not found. There is no such folder")]
    [DataRow("damaged backbone", typeof(CorruptModelException), "'FOLDER/damaged/model.safetensors' cannot be read: ")]
    [DataRow("no vocabulary", typeof(CorruptModelException), "'FOLDER/wordless' cannot be read: it has no tokenizer: none of tokenizer.json, vocab.txt")]
    [DataRow("no rows", typeof(InvalidOperationException), Stage + "the training set has no rows.")]
    [DataRow("no labels", typeof(InvalidOperationException), Stage + "all 1 rows of the training set lack a label in the column 'Label'.")]
    [DataRow("no validation rows", typeof(InvalidOperationException), Stage + "the validation set has no rows.")]
    [DataRow("validation without text", typeof(ArgumentOutOfRangeException),
        Stage + "the text column 'Text' is not among the columns that come in (Tag). (Parameter 'validation')")]
    [DataRow("transform without text", typeof(ArgumentOutOfRangeException),
        Stage + "the text column 'Text' is not among the columns that come in (Tag). (Parameter 'inputSchema')")]
    [DataRow("transform with other type", typeof(ArgumentOutOfRangeException),
        Stage + "the text column 'Text' is of type Single; it must be text. (Parameter 'inputSchema')")]
    [DataRow("mapper without text", typeof(ArgumentOutOfRangeException),
        Stage + "the text column 'Text' is not among the columns that come in (Tag). (Parameter 'inputSchema')")]
    [DataRow("schema without text", typeof(ArgumentOutOfRangeException),
        Stage + "the text column 'Text' is not among the columns that come in (Tag). (Parameter 'inputSchema')")]
    [DataRow("getter of another type", typeof(InvalidOperationException),
        "NolaTextClassification: the column 'Score' holds Microsoft.ML.Data.VBuffer`1[System.Single]; it was asked for as System.Single.")]
    [DataRow("getter of an inactive column", typeof(InvalidOperationException), "NolaTextClassification: the column 'Score' is not active.")]
    [DataRow("value before the first row", typeof(InvalidOperationException),
        "NolaTextClassification: the cursor does not stand at a row: MoveNext was not called or returned false.")]
    public void A_fault_is_explained(string fault, Type type, string message)
    {
        using var fixture = new TinyFixture();
        Exception exception = Assert.Throws<Exception>(() => Make(fault, fixture));
        Assert.AreEqual(type, exception.GetType());
        Assert.StartsWith(message.Replace("FOLDER", Path.GetDirectoryName(fixture.File("x")), StringComparison.Ordinal), exception.Message.Replace('\\', '/'));
    }

    private static void Make(string fault, TinyFixture fixture)
    {
        NolaTextClassificationOptions options = fixture.Options();
        IDataView data = fixture.Keyed(24);
        IDataView Only(params string[] columns) => fixture.Context.Transforms.SelectColumns(columns).Fit(data).Transform(data);
        IDataView none = fixture.Context.Data.FilterRowsByColumn(data, "Number", 100);
        ITransformer Fitted() => fixture.Trainer().Fit(data);
        DataViewRowCursor Cursor(out DataViewSchema.Column score, params string[] columns)
        {
            IDataView scored = Fitted().Transform(data);
            score = scored.Schema["Score"];
            return scored.GetRowCursor(scored.Schema.Where(column => columns.Contains(column.Name)));
        }

        switch (fault)
        {
            case "option out of range":
                options.MaxLength = 7;
                break;
            case "too long for the backbone":
                options.MaxLength = 65;
                break;
            case "no such module":
                options.Adapter.TargetModules.Add("nothing");
                break;
            case "no regular expression":
                options.Adapter.TargetModules.Add("(");
                break;
            case "no pooling":
                options.Backbone = Copy(fixture, "odd");
                Directory.CreateDirectory(fixture.File("odd/1_Pooling"));
                File.WriteAllText(fixture.File("odd/1_Pooling/config.json"), "{}");
                break;
            case "no backbone":
                options.Backbone = BackboneReference.FromFolder(fixture.File("nothing"));
                break;
            case "damaged backbone":
                options.Backbone = Copy(fixture, "damaged");
                File.WriteAllText(fixture.File("damaged/model.safetensors"), "too short");
                break;
            case "no vocabulary":
                options.Backbone = Copy(fixture, "wordless");
                File.Delete(fixture.File("wordless/vocab.txt"));
                break;
            case "no rows":
                data = none;
                break;
            case "no labels":
                data = fixture.Context.Transforms.Conversion.MapValueToKey("Label", "Tag")
                    .Fit(fixture.Data(9)).Transform(fixture.Context.Data.LoadFromEnumerable([new Row { Tag = "unknown" }]));
                break;
            case "no validation rows":
                options.ValidationSet = none;
                break;
            case "validation without text":
                options.ValidationSet = Only("Tag");
                break;
            case "transform without text":
                Fitted().Transform(Only("Tag"));
                return;
            case "transform with other type":
                Fitted().Transform(fixture.Context.Transforms.CopyColumns("Text", "Number").Fit(data).Transform(data));
                return;
            case "mapper without text":
                Fitted().GetRowToRowMapper(Only("Tag").Schema);
                return;
            case "schema without text":
                Fitted().GetOutputSchema(Only("Tag").Schema);
                return;
            case "getter of another type":
                using (DataViewRowCursor cursor = Cursor(out DataViewSchema.Column score, "Score"))
                {
                    cursor.GetGetter<float>(score);
                }

                return;
            case "getter of an inactive column":
                using (DataViewRowCursor cursor = Cursor(out DataViewSchema.Column score, "PredictedLabel"))
                {
                    cursor.GetGetter<VBuffer<float>>(score);
                }

                return;
            case "value before the first row":
                using (DataViewRowCursor cursor = Cursor(out DataViewSchema.Column score, "Score"))
                {
                    VBuffer<float> value = default;
                    cursor.GetGetter<VBuffer<float>>(score)(ref value);
                }

                return;
            default:
                Assert.Fail(fault);
                return;
        }

        fixture.Trainer(options).Fit(data);
    }

    private static BackboneReference Copy(TinyFixture fixture, string name) =>
        BackboneReference.FromFolder(TinyBackbone.Write(fixture.File(name), seed: 601));
}
