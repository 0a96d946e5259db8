using Nola.Estimators.Tests.EndToEnd;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Interop;

namespace Nola.Estimators.Tests.Tasks.TextClassification;

[TestClass]
public sealed class TrainerColumnTests
{
    private static readonly MLContext Context = new();

    [TestMethod]
    [DataRow("Missing", "Text",
        "the label column 'Missing' is not among the columns that come in (Text, Second, Tag, Number, Flag, OneKey, Hashed, Vector, Key)")]
    [DataRow("Key", "Missing",
        "the text column 'Missing' is not among the columns that come in (Text, Second, Tag, Number, Flag, OneKey, Hashed, Vector, Key)")]
    [DataRow("Key", "text",
        "the text column 'text' is not among the columns that come in (Text, Second, Tag, Number, Flag, OneKey, Hashed, Vector, Key); the nearest name is 'Text'")]
    [DataRow("Key", "Secnod",
        "the text column 'Secnod' is not among the columns that come in (Text, Second, Tag, Number, Flag, OneKey, Hashed, Vector, Key); "
        + "the nearest name is 'Second'")]
    [DataRow("Key", "Number", "the text column 'Number' is of type Single; it must be text")]
    [DataRow("Tag", "Text", "the label column 'Tag' is text; put mlContext.Transforms.Conversion.MapValueToKey(\"Tag\") before this stage")]
    [DataRow("Flag", "Text", "the label column 'Flag' is Boolean, which a binary classification trainer takes; "
        + "for this stage put mlContext.Transforms.Conversion.MapValueToKey(\"Flag\") before it")]
    [DataRow("Number", "Text", "the label column 'Number' is a Single number, which a regression trainer takes; "
        + "if its values are classes, put mlContext.Transforms.Conversion.MapValueToKey(\"Number\") before this stage")]
    [DataRow("Vector", "Text", "the label column 'Vector' is of type vector of key of UInt32; it must be one key a row. "
        + "For one tag a word take the trainer NolaNamedEntityRecognition")]
    public void A_column_that_does_not_fit_is_named_with_the_way_out(string label, string text, string fault)
    {
        IDataView data = Data();
        NolaTextClassificationTrainer trainer = Context.MulticlassClassification.Trainers.NolaTextClassification(label, sentence1ColumnName: text);
        Assert.AreEqual(
            $"NolaTextClassification: {fault}. (Parameter 'train')",
            Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(data)).Message);
        Assert.AreEqual(
            $"NolaTextClassification: {fault}. (Parameter 'input')",
            Assert.Throws<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(SchemaShapes.Of(data.Schema))).Message);
    }

    [TestMethod]
    public void Keys_of_one_value_and_hashed_keys_are_refused()
    {
        Assert.AreEqual(
            "NolaTextClassification: all 2 labels in the column 'OneKey' are one value; there is nothing to tell apart. "
            + "Is it the right column, and the file's separator the right one?",
            Assert.Throws<InvalidOperationException>(() => Trainer("OneKey").Fit(Data())).Message);
        Assert.AreEqual(
            "NolaTextClassification: the label column 'Hashed' is a key of 1048576 values, more than 65536: it looks hashed. "
            + "Use MapValueToKey instead of a hash. (Parameter 'train')",
            Assert.Throws<ArgumentOutOfRangeException>(() => Trainer("Hashed").Fit(Data())).Message);
    }

    [TestMethod]
    public void A_validation_set_with_other_keys_is_refused()
    {
        IDataView other = Context.Data.LoadFromEnumerable([new Row { Tag = "other" }, new Row { Tag = "a" }]);
        other = Context.Transforms.Conversion.MapValueToKey("Key", "Tag").Fit(other).Transform(other);
        Assert.AreEqual(
            "NolaTextClassification: the keys of the label column 'Key' mean other labels in the validation set than in the training set; "
            + "transform both with the same fitted MapValueToKey.",
            Assert.Throws<InvalidOperationException>(() => Trainer("Key").Fit(Data(), other)).Message);
    }

    [TestMethod]
    public void The_promise_replaces_columns_of_the_same_names()
    {
        IDataView data = Data();
        NolaTextClassificationTrainer trainer = Context.Transforms.NolaTextClassification("Key", "Number", "Tag", "Text", "Second");
        SchemaShape shape = trainer.GetOutputSchema(SchemaShapes.Of(data.Schema));
        Assert.AreEqual(data.Schema.Count, shape.Count);
        Assert.AreEqual(SchemaShape.Column.VectorKind.Vector, SchemaShapes.Find(shape, "Number")!.Value.Kind);
        Assert.IsTrue(SchemaShapes.Find(shape, "Tag")!.Value.IsKey);
    }

    private static NolaTextClassificationTrainer Trainer(string label) =>
        Context.MulticlassClassification.Trainers.NolaTextClassification(label, sentence1ColumnName: "Text");

    private static IDataView Data()
    {
        IDataView data = Context.Data.LoadFromEnumerable([new FullRow { Text = "x", Tag = "a" }, new FullRow { Text = "y", Tag = "b" }]);
        return Context.Transforms.Conversion.MapValueToKey("Key", "Tag").Fit(data).Transform(data);
    }

    private sealed class FullRow
    {
        public string Text { get; set; } = "";

        public string Second { get; set; } = "";

        public string Tag { get; set; } = "";

        public float Number { get; set; }

        public bool Flag { get; set; }

        [KeyType(1)]
        public uint OneKey { get; set; }

        [KeyType(1 << 20)]
        public uint Hashed { get; set; }

        [KeyType(3)]
        [VectorType(2)]
        public uint[] Vector { get; set; } = [1, 2];
    }
}
