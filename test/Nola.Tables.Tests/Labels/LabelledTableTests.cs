using Microsoft.ML;
using Nola.Tables.Labels;
using Nola.Testing;

namespace Nola.Tables.Tests.Labels;

[TestClass]
public sealed class LabelledTableTests
{
    private static readonly LabelledTableOptions MultiLabel = new() { Label = "Tags", Text = "Text", Task = LabelTask.MultiLabel };

    private const string Reviews = "Text\tLabel\nI like it a lot.\tgood\nI do not.\tbad\nVery nice indeed.\tgood\nNever again.\tbad\n";

    [TestMethod]
    [DataRow("Text\tLabel\nI like it.\tgood\nI do not.\tbad\nFine, it is.\tgood\n", "Label", "Text", DisplayName = "last, by name")]
    [DataRow("Sentiment,Review\ngood,I like it.\nbad,I do not.\ngood,Fine.\n", "Sentiment", "Review", DisplayName = "first, by name")]
    [DataRow("good;I like it.\nbad;I do not.\ngood;Fine.\n", "Column1", "Column2", DisplayName = "first, by content")]
    [DataRow("I like it.\tgood\nI do not.\tbad\nFine.\tgood\n", "Column2", "Column1", DisplayName = "last, by content")]
    [DataRow("7\tI like it.\tgood\n8\tI do not.\tbad\n9\tFine.\tgood\n", "Column3", "Column2", DisplayName = "beside a running number")]
    public void Text_and_label_are_found(string content, string label, string text)
    {
        using var sample = new Sample(content);
        LabelledTable table = sample.Labelled();
        Assert.AreEqual((label, text), (table.LabelColumn, table.TextColumn));
        Assert.AreEqual(new LabelledRow("I like it.", null, "good", table.Rows[0].Line), table.Rows[0]);
        CollectionAssert.AreEqual(new[] { new LabelCount("good", 2), new LabelCount("bad", 1) }, table.Labels.ToArray());
    }

    [TestMethod]
    public void Columns_that_the_user_names_are_taken()
    {
        using var sample = new Sample("Premise\tHypothesis\tVerdict\tNote\nIt rains a lot today.\tIt is wet.\tyes\ta\nIt is dry.\tIt is wet.\tno\tb\n");
        LabelledTable table = sample.Labelled(new LabelledTableOptions { Label = "verdict", Text = "1", Text2 = "Hypothesis" });
        Assert.AreEqual(new LabelledRow("It rains a lot today.", "It is wet.", "yes", 2), table.Rows[0]);
        CollectionAssert.AreEqual(new[] { "Premise", "Hypothesis", "Verdict" }, table.ToDataView().Schema.Select(static column => column.Name).ToArray());
    }

    [TestMethod]
    [DataRow("0 1 1 0", LabelTask.Binary, "0", "1")]
    [DataRow("Yes No", LabelTask.Binary, "No", "Yes")]
    [DataRow("true false", LabelTask.Binary, "false", "true")]
    [DataRow("good bad", LabelTask.Multiclass, null, null)]
    [DataRow("1 2 3 4 5 1 2 3 4 5 1 2", LabelTask.Multiclass, null, null)]
    [DataRow("0.12 0.5 3.4 7.8 9.1 0.3 0.4 1.5 1.6 1.7 1.8", LabelTask.Regression, null, null)]
    public void The_task_is_found_by_the_labels(string labels, LabelTask task, string? no, string? yes)
    {
        using var sample = new Sample(Rows(labels));
        LabelledTable table = sample.Labelled();
        Assert.AreEqual(task, table.Task);
        Assert.AreEqual(yes is null ? null : new BinaryLabels(no!, yes), table.Binary);
    }

    [TestMethod]
    public void The_user_has_the_last_word_on_the_task()
    {
        using var sample = new Sample(Rows("spam ham spam"));
        Assert.AreEqual(new BinaryLabels("ham", "spam"), sample.Labelled(new LabelledTableOptions { Task = LabelTask.Binary }).Binary);
        using var numbers = new Sample(Rows("0 1 0 1"));
        Assert.AreEqual(LabelTask.Multiclass, numbers.Labelled(new LabelledTableOptions { Task = LabelTask.Multiclass }).Task);
    }

    [TestMethod]
    public void Rows_without_a_label_are_left_out_and_counted()
    {
        using var sample = new Sample("Text\tLabel\nThis is fine.\t a \nAnd this is not.\t\nThat is.\tb\n");
        LabelledTable table = sample.Labelled();
        CollectionAssert.AreEqual(new[] { "a", "b" }, table.Rows.Select(static row => row.Label).ToArray());
        CollectionAssert.AreEqual(new[] { "1 of 3 rows have no label and are left out (the first in line 3)." }, table.Notes.ToArray());
    }

    public static IEnumerable<object?[]> Faults =>
    [
        ["one class", Rows("a a a"), null,
            "all 3 rows of 'FILE' have the label 'a' in the column 'Label', so there is nothing to tell apart; add rows of another label, or name another label column."],
        ["empty column", "Text\tNote\tKind\nThis is fine.\t\ta\nAnd this is not.\t\ta\nAnd that\t\tb\nAnd this\t\tb\n", new LabelledTableOptions { Label = "Note" },
            "the label column 'Note' of 'FILE' is empty in every row; name another column: Kind may be the one."],
        ["empty label", "Text\tLabel\nThis is fine.\t\nAnd this is not.\t \n", null,
            "the label column 'Label' of 'FILE' is empty in every row; write a label for each text, or name another column."],
        ["running number", Rows("11 12 13 14 15 16 17 18 19 20 21"), null,
            "the label column 'Label' of 'FILE' looks like a running number; name the column whose values are to be learnt."],
        ["running number as classes", Rows("11 12 13 14 15 16 17 18 19 20 21"), new LabelledTableOptions { Task = LabelTask.Multiclass },
            "the label column 'Label' of 'FILE' looks like a running number: 11 different values in 11 rows; name the column whose values recur."],
        ["free text", Rows("a b c d e f g h i j k", " is not what anybody calls a label"), new LabelledTableOptions { Label = "Label" },
            "the label column 'Label' of 'FILE' looks like free text: 11 different values in 11 rows; name the column whose values recur."],
        ["names", Rows("a b c d e f g h i j k"), null,
            "the label column 'Label' of 'FILE' looks like a name or an id of each row: 11 different values in 11 rows; name the column whose values recur."],
        ["three for binary", Rows("a b c"), new LabelledTableOptions { Task = LabelTask.Binary },
            "the label column 'Label' of 'FILE' has 3 different labels ('a', 'b', 'c') and a binary task takes two; choose the multiclass task."],
        ["no numbers", Rows("a 1 2"), new LabelledTableOptions { Task = LabelTask.Regression },
            "the label column 'Label' of 'FILE' does not hold numbers alone, as regression needs; choose the multiclass task, or mend the numbers (a point before decimals)."],
        ["twice", Rows("a b"), new LabelledTableOptions { Label = "Label", Text = "label" },
            "the column 'Label' of 'FILE' was named twice; text and label are columns of their own."],
        ["no third", Rows("a b"), new LabelledTableOptions { Text2 = "Text" },
            "'FILE' has two columns (Text, Label); a text and its label are two columns: put a tab between them."],
        ["wrong name", Rows("a b"), new LabelledTableOptions { Label = "Labels" },
            "'FILE' has no column 'Labels' for the label; its columns are Text, Label; the nearest name is 'Label'."],
        ["wrong text", Rows("a b"), new LabelledTableOptions { Text = "Review" }, "'FILE' has no column 'Review' for the text; its columns are Text, Label."],
    ];

    [TestMethod]
    [DynamicData(nameof(Faults))]
    public void What_nothing_can_be_learnt_from_is_refused(string what, string content, LabelledTableOptions? options, string fault)
    {
        using var sample = new Sample(content);
        Assert.AreEqual(fault, sample.Fault(() => sample.Labelled(options)), what);
    }

    [TestMethod]
    public void A_split_takes_its_share_of_each_label_and_leaves_each_to_learn_from()
    {
        string labels = string.Join(' ', Enumerable.Repeat("a", 50).Concat(Enumerable.Repeat("b", 10)).Concat(["c", "c"]));
        using var sample = new Sample(Rows(labels));
        LabelledTable table = sample.Labelled();
        (LabelledTable train, LabelledTable test) = table.Split(0.2, seed: 3);
        CollectionAssert.AreEqual(new[] { 10, 2, 1 }, new[] { "a", "b", "c" }.Select(label => test.Rows.Count(row => row.Label == label)).ToArray());
        CollectionAssert.AreEqual(table.Rows.ToArray(), train.Rows.Concat(test.Rows).OrderBy(static row => row.Line).ToArray());
        CollectionAssert.AreEqual(test.Rows.OrderBy(static row => row.Line).ToArray(), test.Rows.ToArray());
        CollectionAssert.AreEqual(test.Rows.ToArray(), sample.Labelled().Split(0.2, seed: 3).Test.Rows.ToArray());
        CollectionAssert.AreNotEqual(test.Rows.ToArray(), table.Split(0.2, seed: 4).Test.Rows.ToArray());
    }

    [TestMethod]
    public void A_label_with_one_row_cannot_be_split()
    {
        using var sample = new Sample(Rows("a a b b c"));
        Assert.AreEqual(
            "'FILE' has one row only with the label 'c' (line 6); each label needs at least two rows, one to learn from and one to be tested on: add rows, or take the row out.",
            sample.Fault(() => sample.Labelled().Split(0.2, seed: 1)));
    }

    [TestMethod]
    public void Rows_of_any_number_of_labels_are_all_kept()
    {
        using var sample = new Sample("Text\tTags\none text\t joy , love,joy\nanother text\t\na third text\tlove,\na fourth text\tvery sad\n");
        LabelledTable table = sample.Labelled(MultiLabel);
        CollectionAssert.AreEqual(new[] { "joy,love", "", "love", "very sad" }, table.Rows.Select(static row => row.Label).ToArray());
        CollectionAssert.AreEqual(new LabelCount[] { new("joy", 1), new("love", 2), new("very sad", 1) }, table.Labels.ToArray());
        CollectionAssert.AreEqual(new[] { "1 of 4 rows have no label and are kept (the first in line 3)." }, table.Notes.ToArray());
        Assert.AreEqual(LabelTask.Multiclass, sample.Labelled().Task);
        Assert.AreEqual(
            "line 2 of 'FILE' has the label 'joy', which the model does not know; it knows 'love', 'very sad'; mend it, or leave the row out.",
            sample.Fault(() => LabelledTable.ReadTest(sample.Path, MultiLabel, ["love", "very sad"])));
    }

    [TestMethod]
    public void One_label_is_enough_where_rows_have_any_number_and_none_is_refused()
    {
        using var one = new Sample("Text\tTags\none text\tjoy\nanother text\tjoy\n");
        Assert.AreEqual(new LabelCount("joy", 2), one.Labelled(MultiLabel).Labels.Single());
        using var none = new Sample("Text\tTags\none text\t,\nanother text\t , \n");
        Assert.AreEqual(
            "the label column 'Tags' of 'FILE' is empty in every row; write a label for each text, or name another column.",
            none.Fault(() => none.Labelled(MultiLabel)));
    }

    [TestMethod]
    public void A_split_of_rows_of_several_labels_leaves_each_label_to_learn_from()
    {
        using var sample = new Sample("Text\tTags\n" + string.Concat(Enumerable.Range(0, 40).Select(
            static row => $"text number {row}\t{(row % 2 == 0 ? "even" : "")},{(row % 3 == 0 ? "third" : "")},{(row is 6 or 7 ? $"only{row}" : "")}\n")));
        for (int seed = 1; seed <= 20; seed++)
        {
            (LabelledTable train, LabelledTable test) = sample.Labelled(MultiLabel).Split(0.9, seed);
            string[] learnt = [.. train.Rows.SelectMany(static row => LabelList.Split(row.Label)).Distinct().Order(StringComparer.Ordinal)];
            CollectionAssert.AreEqual(new[] { "even", "only6", "only7", "third" }, learnt);
            Assert.AreEqual(40, train.Rows.Concat(test.Rows).Select(static row => row.Line).Distinct().Count());
            Assert.HasCount(36, test.Rows);
        }

        using var lonely = new Sample("Text\tTags\none text\tjoy\nanother text\tlove\n");
        Assert.AreEqual(
            "no row of 'FILE' can be tested on, since each has a label in the column 'Tags' that no other row has; add rows, or learn from every row.",
            lonely.Fault(() => lonely.Labelled(MultiLabel).Split(0.2, seed: 1)));
    }

    [TestMethod]
    public void A_test_file_has_labels_that_the_model_knows()
    {
        using var sample = new Sample(Reviews.Replace("again.\tbad", "again.\tBad", StringComparison.Ordinal));
        var options = new LabelledTableOptions { Label = "Label", Text = "Text" };
        Assert.AreEqual(
            "line 5 of 'FILE' has the label 'Bad', which the model does not know; it knows 'good', 'bad'; the nearest name is 'bad'; mend it, or leave the row out.",
            sample.Fault(() => LabelledTable.ReadTest(sample.Path, options, ["good", "bad"])));
        using var one = new Sample(Rows("a a a"));
        Assert.HasCount(3, LabelledTable.ReadTest(one.Path, options, ["a", "b"]).Rows);
    }

    [TestMethod]
    public void The_rows_become_a_view_that_ML_NET_reads()
    {
        using var sample = new Sample(Reviews);
        IDataView view = sample.Labelled().ToDataView();
        var ml = new MLContext();
        IDataView keyed = ml.Transforms.Conversion.MapValueToKey("Label").Fit(view).Transform(view);
        CollectionAssert.AreEqual(
            new[] { ("I like it a lot.", 1u), ("I do not.", 2u), ("Very nice indeed.", 1u), ("Never again.", 2u) },
            ml.Data.CreateEnumerable<Keyed>(keyed, reuseRowObject: false).Select(static row => (row.Text, row.Label)).ToArray());
    }

    [TestMethod]
    [DataRow("sentiment-sentences/train.tsv", "Text", "Label", LabelTask.Binary, 2)]
    [DataRow("banking77/train.csv", "text", "category", LabelTask.Multiclass, 77)]
    public void The_examples_are_read_as_they_are(string file, string text, string label, LabelTask task, int labels)
    {
        LabelledTable table = LabelledTable.Read(Path.Combine(Repository.Root, "examples", "data", file));
        Assert.AreEqual((text, label, task, labels), (table.TextColumn, table.LabelColumn, table.Task, table.Labels.Count));
        Assert.IsEmpty(table.Notes);
    }

    private static string Rows(string labels, string ending = "") =>
        "Text\tLabel\n" + string.Concat(labels.Split(' ').Select((label, row) => $"This is the text of row number {row}, which is a long one.\t{label}{ending}\n"));

    private sealed class Keyed
    {
        public string Text { get; set; } = "";

        [Microsoft.ML.Data.KeyType(2)]
        public uint Label { get; set; }
    }
}
