using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;

namespace Nola.Estimators.Tests.Tasks.NamedEntityRecognition;

/// <summary>One sentence with stage, column and way out for whatever is wrong with labels and options.</summary>
[TestClass]
public sealed class NamedEntityRecognitionFaultTests
{
    private const string Stage = "NolaNamedEntityRecognition: ";

    [TestMethod]
    [DataRow("Tags", "the label column 'Tags' is a vector of text; put mlContext.Transforms.Conversion.MapValueToKey(\"Tags\") before this stage")]
    [DataRow("Sentence", "the label column 'Sentence' is one text a row; put mlContext.Transforms.Text.TokenizeIntoWords(\"Sentence\") and "
        + "mlContext.Transforms.Conversion.MapValueToKey(\"Sentence\") before this stage, if it holds one tag a word")]
    [DataRow("One", "the label column 'One' is of type key of UInt32; this stage takes one tag a word, a vector of key. "
        + "For one label a row take the trainer NolaTextClassification")]
    [DataRow("Weight", "the label column 'Weight' is of type Single; this stage takes one tag a word, a vector of key. "
        + "For one label a row take the trainer NolaTextClassification")]
    [DataRow("Numbers", "the label column 'Numbers' is of type vector of Single; this stage takes one tag a word, a vector of key")]
    [DataRow("Absent", "the label column 'Absent' is not among the columns that come in (Sentence, Tags, Weight, Label, One, Numbers)")]
    public void A_label_of_another_type_is_named_with_the_way_out(string label, string fault)
    {
        using var fixture = new TaggedFixture();
        IDataView data = fixture.Keyed(9);
        data = fixture.Context.Transforms.Conversion.MapValueToKey("One", "Sentence")
            .Append(fixture.Context.Transforms.Concatenate("Numbers", "Weight")).Fit(data).Transform(data);
        NolaNamedEntityRecognitionOptions options = fixture.Options();
        options.LabelColumnName = label;
        Assert.AreEqual(
            $"{Stage}{fault}. (Parameter 'train')", Assert.Throws<ArgumentOutOfRangeException>(() => fixture.Trainer(options).Fit(data)).Message);
    }

    [TestMethod]
    public void Tags_that_do_not_fit_the_words_are_named_with_their_row()
    {
        using var fixture = new TaggedFixture();
        TaggedRow[] rows = [.. TaggedFixture.Rows(9)];
        rows[8].Tags = [.. rows[8].Tags, "O"];
        IDataView data = fixture.Keyed(fixture.Context.Data.LoadFromEnumerable(rows));
        Assert.AreEqual(
            Stage + "the tags do not fit the words: row 8 has 4 tags in the column 'Label' and 3 words, as white space separates them, in the column 'Sentence'. "
            + "Give each word one tag.",
            Assert.Throws<InvalidOperationException>(() => fixture.Trainer().Fit(data)).Message);
    }

    [TestMethod]
    public void A_training_set_without_entities_or_tags_is_refused()
    {
        using var fixture = new TaggedFixture();
        Assert.AreEqual(
            Stage + "all 2 labels in the column 'Label' are 'O'; there is nothing to tell apart. Is it the right column, and the file's separator the right one?",
            Fault(new TaggedRow { Sentence = "bace bafo", Tags = ["O", "O"] }));
        Assert.AreEqual(
            Stage + "all 2 rows of the training set lack a label in the column 'Label'.",
            Fault(new TaggedRow { Sentence = "bace", Tags = [] }, new TaggedRow { Sentence = "", Tags = [] }));

        string Fault(params TaggedRow[] rows) => Assert.Throws<InvalidOperationException>(
            () => fixture.Trainer().Fit(fixture.Keyed(fixture.Context.Data.LoadFromEnumerable(rows)))).Message;
    }

    [TestMethod]
    public void One_row_without_an_entity_is_no_fault()
    {
        using var fixture = new TaggedFixture();
        TaggedRow[] rows = [new() { Sentence = "bace bafo", Tags = ["O", "O"] }, new() { Sentence = "gugu", Tags = ["B-person"] }];
        using NolaNamedEntityRecognitionTransformer model = fixture.Trainer().Fit(fixture.Keyed(fixture.Context.Data.LoadFromEnumerable(rows)));
        Assert.AreEqual(2, model.Report!.Rows);
    }

    [TestMethod]
    public void A_validation_set_with_other_keys_is_refused()
    {
        using var fixture = new TaggedFixture();
        NolaNamedEntityRecognitionOptions options = fixture.Options();
        options.ValidationSet = fixture.Keyed(fixture.Context.Data.LoadFromEnumerable([new TaggedRow { Sentence = "bace", Tags = ["B-person"] }]));
        Assert.StartsWith(
            Stage + "the keys of the label column 'Label' mean other labels in the validation set than in the training set",
            Assert.Throws<InvalidOperationException>(() => fixture.Trainer(options).Fit(fixture.Keyed(9))).Message);
    }

    [TestMethod]
    public void All_options_that_are_wrong_are_named()
    {
        using var fixture = new TaggedFixture();
        NolaNamedEntityRecognitionOptions options = fixture.Options();
        options.LabelColumnName = "";
        options.ScoreColumnName = "PredictedLabel";
        options.Pooling = PoolingMode.Mean;
        Assert.AreEqual(
            Stage + "LabelColumnName is empty; OutputColumnName and ScoreColumnName are both 'PredictedLabel'; "
            + "Pooling is Mean; this trainer reads single words and pools nothing. (Parameter 'options')",
            Assert.Throws<ArgumentException>(() => fixture.Trainer(options)).Message);
        options = fixture.Options();
        options.ScoreColumnName = "";
        Assert.Contains("ScoreColumnName is empty", Assert.Throws<ArgumentException>(() => fixture.Trainer(options)).Message);
    }

    [TestMethod]
    public void The_short_overload_has_the_names_of_ML_NET()
    {
        using var fixture = new TaggedFixture();
        var trainer = fixture.Context.MulticlassClassification.Trainers.NolaNamedEntityRecognition(
            maxEpochs: 1, backbone: BackboneReference.FromFolder(fixture.BackboneFolder));
        using NolaNamedEntityRecognitionTransformer model = trainer.Fit(fixture.Keyed(9));
        DataViewSchema.Column added = model.GetOutputSchema(fixture.Data(1).Schema)["PredictedLabel"];
        Assert.AreEqual(new VectorDataViewType(new KeyDataViewType(typeof(uint), 3)), added.Type);
    }
}
